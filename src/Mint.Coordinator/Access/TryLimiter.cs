namespace Mint.Coordinator.Access;

/// <summary>Counts failed tries by where they come from: after a few within a minute, no more until the minute is over.</summary>
/// <param name="time">The clock.</param>
internal sealed class TryLimiter(TimeProvider time)
{
    /// <summary>How many may fail in a minute.</summary>
    public const int Most = 10;

    // Whoever has more addresses than this is counted together with everybody else who is new.
    private const int MostAddresses = 10_000;
    private const string Everybody = "";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Failed)> tries = [];

    /// <summary>Whether this address has to wait.</summary>
    public bool IsSpent(string address)
    {
        lock (gate)
        {
            return tries.TryGetValue(Counted(address), out var entry) && entry.Failed >= Most && time.GetUtcNow() < entry.Since + Window;
        }
    }

    /// <summary>Notes a failed try.</summary>
    public void Fail(string address)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (tries.Count >= MostAddresses && !tries.ContainsKey(address))
            {
                ForgetPast(now);
            }

            var counted = Counted(address);
            tries[counted] = tries.TryGetValue(counted, out var entry) && now < entry.Since + Window ? (entry.Since, entry.Failed + 1) : (now, 1);
        }
    }

    private string Counted(string address) => tries.Count < MostAddresses || tries.ContainsKey(address) ? address : Everybody;

    private void ForgetPast(DateTimeOffset now)
    {
        foreach (var (address, entry) in tries)
        {
            if (now >= entry.Since + Window)
            {
                tries.Remove(address);
            }
        }
    }
}
