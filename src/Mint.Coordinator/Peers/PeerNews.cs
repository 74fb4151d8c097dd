using Mint.Protocol.V1;

namespace Mint.Coordinator.Peers;

/// <summary>What one stream was told of other hosts, and what is news to it.</summary>
internal sealed class PeerNews
{
    private const int MostHosts = 2_000;
    private const int LargestUpdate = 100_000;
    private const long Gone = -1;

    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);
    private long edition = -1;

    /// <summary>What it is to be told now; it counts as told.</summary>
    public IReadOnlyList<PeerUpdate> Since(PeerBook book, string host)
    {
        var now = book.Now;
        if (now.Number == edition)
        {
            return [];
        }

        edition = now.Number;
        var updates = new List<PeerUpdate>();
        var size = LargestUpdate;
        foreach (var entry in now.Around(host).Take(MostHosts))
        {
            var number = entry.Signed is null ? Gone : entry.Row.Sequence;
            if (told.TryGetValue(entry.Row.Host, out var before) && before == number)
            {
                continue;
            }

            told[entry.Row.Host] = number;
            var own = entry.Signed?.CalculateSize() ?? entry.Row.Host.Length;
            if (size + own > LargestUpdate)
            {
                updates.Add(new PeerUpdate());
                size = 0;
            }

            size += own;
            if (entry.Signed is { } signed)
            {
                updates[^1].Facts.Add(signed);
            }
            else
            {
                updates[^1].Gone.Add(entry.Row.Host);
            }
        }

        return updates;
    }
}
