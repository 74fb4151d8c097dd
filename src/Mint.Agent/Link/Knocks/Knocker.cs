using System.Collections.Concurrent;
using System.Net;
using Mint.Agent.Link.Peers;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Knocks;

/// <summary>
/// Knocks where the coordinator asks it to, for a host that wants to know whether it can still be reached. All that it can be made to do is open
/// a few connections a minute and read a greeting.
/// </summary>
internal sealed partial class Knocker(Knock knock, TimeProvider time, ILogger<Knocker> logger) : ILinkVoice
{
    /// <summary>Doors of one order.</summary>
    internal const int MostDoors = 16;

    /// <summary>Orders that are carried out within a minute.</summary>
    internal const int MostOrders = 120;

    private const int LongestId = 64;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> taken = new();
    private readonly ConcurrentQueue<Wire.KnockResult> results = new();

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <summary>Takes an order; the answer goes up when it is there.</summary>
    public void Take(Wire.KnockOrder order)
    {
        if (order.Id.Length is 0 or > LongestId)
        {
            return;
        }

        var (doors, refusal) = Doors(order);
        if (doors.Count == 0 || !IsLetThrough())
        {
            Answer(new Wire.KnockResult { Id = order.Id, Refusal = refusal ?? $"it was asked more than {MostOrders} times within a minute" });
            return;
        }

        LogKnocks(doors.Count);
        _ = KnockAsync(order.Id, doors);
    }

    /// <inheritdoc/>
    public Wire.ConnectRequest? Next() => results.TryDequeue(out var result) ? new Wire.ConnectRequest { KnockResult = result } : null;

    private static (IReadOnlyList<IPEndPoint> Doors, string? Refusal) Doors(Wire.KnockOrder order)
    {
        var addresses = order.Addresses.Concat(order.MeshAddresses).Distinct(StringComparer.Ordinal).ToList();
        if (addresses.Count == 0 || order.SshPorts.Count == 0 || addresses.Count * order.SshPorts.Count > MostDoors)
        {
            return ([], $"an order has 1 to {MostDoors} doors");
        }

        var parsed = addresses.Select(a => IPAddress.TryParse(a, out var address) && PeerRules.IsReachable(address) ? address : null).OfType<IPAddress>().ToList();
        return parsed.Count < addresses.Count ? ([], "an address is none of another host")
            : order.SshPorts.Any(p => p is 0 or > ushort.MaxValue) ? ([], "a port is out of range")
            : ([.. parsed.SelectMany(a => order.SshPorts.Select(p => new IPEndPoint(a, (int)p)))], null);
    }

    private bool IsLetThrough()
    {
        lock (gate)
        {
            while (taken.TryPeek(out var oldest) && time.GetUtcNow() - oldest > Minute)
            {
                taken.Dequeue();
            }

            if (taken.Count >= MostOrders)
            {
                return false;
            }

            taken.Enqueue(time.GetUtcNow());
            return true;
        }
    }

    private async Task KnockAsync(string id, IReadOnlyList<IPEndPoint> doors)
    {
        try
        {
            Answer(new Wire.KnockResult { Id = id, Knocks = { await Task.WhenAll(doors.Select(TryAsync)) } });
        }
#pragma warning disable CA1031 // nobody waits for this task; what goes wrong in it is told to who asked, and here
        catch (Exception failure) when (failure is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            LogFailed(failure);
            Answer(new Wire.KnockResult { Id = id, Refusal = "the agent failed on it; this is a bug of the agent" });
        }
    }

    private async Task<Wire.Knock> TryAsync(IPEndPoint door)
    {
        var reason = await knock(door, CancellationToken.None);
        return new Wire.Knock { Address = door.Address.ToString(), Port = (uint)door.Port, Answered = reason is null, Reason = reason ?? "" };
    }

    private void Answer(Wire.KnockResult result)
    {
        results.Enqueue(result);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Knocks at {Doors} doors of another host")]
    private partial void LogKnocks(int doors);

    [LoggerMessage(Level = LogLevel.Error, Message = "Knocking failed")]
    private partial void LogFailed(Exception failure);
}
