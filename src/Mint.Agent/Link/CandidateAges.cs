using System.Globalization;
using Mint.Core.Ledger;

namespace Mint.Agent.Link;

/// <summary>
/// Since when each waiting commit is known without anybody to ask, kept over restarts. Each has its own time, so that a repo in which somebody
/// commits every few minutes moves on too, from one ripe commit to the next.
/// </summary>
internal sealed class CandidateAges(ILedger ledger, TimeProvider time)
{
    private const string Fact = "waiting-commits";
    private const int Most = 32;

    /// <summary>Sees the commit that the branch stands at.</summary>
    /// <returns>The newest commit that was known for so long, or null; and when this one will have been.</returns>
    public (string? Ripe, DateTimeOffset Next) See(string candidate, TimeSpan ripeAfter)
    {
        var known = Read();
        var count = known.Count;
        var now = time.GetUtcNow();
        if (known.All(c => c.Id != candidate))
        {
            // The oldest ripen first, so it is the newest that make room.
            known = [.. known.Take(Most - 1), (candidate, now)];
        }

        var ripe = known.FindLastIndex(c => now - c.Since >= ripeAfter);
        var kept = ripe > 0 ? known.GetRange(ripe, known.Count - ripe) : known;
        if (kept.Count != count || known.Count != count)
        {
            ledger.WriteFact(Fact, string.Join(' ', kept.Select(c => $"{c.Id}@{c.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}")));
        }

        return (ripe < 0 ? null : known[ripe].Id, known.Find(c => c.Id == candidate).Since + ripeAfter);
    }

    /// <summary>Forgets them all: the time counts from when there is nobody to ask.</summary>
    public void Forget()
    {
        if (ledger.ReadFact(Fact) is not null)
        {
            ledger.WriteFact(Fact, null);
        }
    }

    private List<(string Id, DateTimeOffset Since)> Read() =>
    [
        .. (ledger.ReadFact(Fact) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('@'))
            .Where(parts => parts.Length == 2)
            .Select(parts => (parts[0], DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture)))),
    ];
}
