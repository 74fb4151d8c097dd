namespace Mint.Coordinator.Peers;

/// <summary>Who asked and who was asked lately: nobody asks too often, and not always the same host knocks.</summary>
internal sealed class KnockOrderBook
{
    // As long as a host may be unsure of its own way in.
    private static readonly TimeSpan UnderConfirmation = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> knocked = new(StringComparer.Ordinal);

    /// <summary>Whether a host may ask once more; then it has.</summary>
    public bool MayAsk(string host, DateTimeOffset now, TimeSpan within, int most)
    {
        lock (gate)
        {
            if (!asked.TryGetValue(host, out var times))
            {
                asked[host] = times = new();
            }

            while (times.TryPeek(out var oldest) && now - oldest > within && times.Count > 1)
            {
                times.Dequeue();
            }

            if (times.Count(t => now - t <= within) >= most)
            {
                return false;
            }

            times.Enqueue(now);
            return true;
        }
    }

    /// <summary>Whom to ask: one that is not checking its own way in, is near the host, and was not asked just now. Null for nobody.</summary>
    public KnockCandidate? Choose(string host, KnockCandidate? own, IEnumerable<KnockCandidate> candidates, PeerBook.Edition book, DateTimeOffset now)
    {
        lock (gate)
        {
            var chosen = candidates
                .OrderBy(c => IsUnsure(c.Name, now) ? 1 : 0)
                .ThenBy(c => c.Customer == own?.Customer ? 0 : 1)
                .ThenBy(c => book.Share(host, c.Name) || c.SharesGroup(own) ? 0 : 1)
                .ThenBy(c => knocked.GetValueOrDefault(c.Name))
                .ThenBy(c => c.Name, StringComparer.Ordinal)
                .FirstOrDefault();
            if (chosen is not null)
            {
                knocked[chosen.Name] = now;
            }

            return chosen;
        }
    }

    private bool IsUnsure(string host, DateTimeOffset now) => asked.TryGetValue(host, out var times) && times.Any(t => now - t <= UnderConfirmation);
}
