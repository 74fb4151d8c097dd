using System.Collections.Concurrent;

namespace Mint.Coordinator.Link;

/// <summary>
/// Notices two machines that share one identity: each connects, the other's stream ends, it connects again. An agent whose network
/// breaks takes its own stream over too, but not again and again within minutes.
/// </summary>
internal sealed class Takeovers(TimeProvider time)
{
    private const int Suspicious = 4;

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> seen = new();

    /// <summary>Counts a stream that was taken over while it lived; true once when there were too many.</summary>
    public bool IsSuspicious(string host)
    {
        var now = time.GetUtcNow();
        var times = seen.GetOrAdd(host, _ => new Queue<DateTimeOffset>());
        lock (times)
        {
            while (times.TryPeek(out var first) && now - first > Within)
            {
                times.Dequeue();
            }

            times.Enqueue(now);
            if (times.Count < Suspicious)
            {
                return false;
            }

            times.Clear();
            return true;
        }
    }
}
