using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mint.LoadTest;

/// <summary>Counts what all agents see.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> reasons = new();
    private int up;
    private int reported;
    private int woken;
    private int told;
    private int acknowledged;

    /// <summary>The commit that agents go to when they are woken.</summary>
    public string Head { get; set; } = "";

    public int Connected => Volatile.Read(ref up);

    public int Reports => Volatile.Read(ref reported);

    public int Wakes => Volatile.Read(ref woken);

    public int EventsTold => Volatile.Read(ref told);

    public int EventsAcknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Why streams ended, most frequent first.</summary>
    public IEnumerable<string> Losses => reasons.OrderByDescending(r => r.Value).Take(5).Select(r => $"{r.Value}× {r.Key}");

    public void Up() => Interlocked.Increment(ref up);

    public void Down() => Interlocked.Decrement(ref up);

    public void Reported() => Interlocked.Increment(ref reported);

    public void Woken() => Interlocked.Increment(ref woken);

    public void Told() => Interlocked.Increment(ref told);

    public void Acknowledged() => Interlocked.Increment(ref acknowledged);

    public void Lost(Exception reason) =>
        reasons.AddOrUpdate(reason is Grpc.Core.RpcException rpc ? $"{rpc.StatusCode}: {First(rpc.Status.Detail)}" : $"{reason.GetType().Name}: {First(reason.Message)}", 1, (_, n) => n + 1);

    /// <summary>Waits until a number is reached, and tells how long that took.</summary>
    /// <exception cref="TimeoutException">It was not reached in time.</exception>
    public static async Task<TimeSpan> UntilAsync(string what, Func<int> now, int wanted, TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        while (now() < wanted)
        {
            if (watch.Elapsed > within)
            {
                throw new TimeoutException($"{what}: {now()} of {wanted} after {within.TotalSeconds:0} s");
            }

            await Task.Delay(50);
        }

        return watch.Elapsed;
    }

    private static string First(string text) => text.Length > 90 ? text[..90] : text;
}
