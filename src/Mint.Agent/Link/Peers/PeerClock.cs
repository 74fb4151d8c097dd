using Mint.Agent.Loop;
using Mint.Core.Graph;

namespace Mint.Agent.Link.Peers;

/// <summary>
/// Brings the desired state in line with what is known of peers: when a host said something new, and in the very moment when the next key of
/// one begins to count.
/// </summary>
internal sealed partial class PeerClock(PeerKeeper peers, CommitIntake intake, WakeQueue queue, TimeProvider time, ILogger<PeerClock> logger) : BackgroundService
{
    /// <summary>Before its time a change that the coordinator has not confirmed is called off.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Bell bell = new(time);
    private string inForce = "";

    /// <summary>Looks once: calls off what is late, and loads anew when other peers count.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        peers.CallOff(time.GetUtcNow() + Margin);
        var now = Text(peers.Peers);
        if (now == inForce)
        {
            return;
        }

        inForce = now;
        if (await intake.ReloadAsync(ct))
        {
            LogMoved();
            queue.Add(new Wake { Moved = true });
        }
    }

    /// <summary>How long until there is something to look at without being told.</summary>
    public TimeSpan UntilNext()
    {
        var now = time.GetUtcNow();
        if (peers.Read() is var fact && fact.NextSwitch(now) is not { } next)
        {
            return Longest;
        }

        // An own change that is not confirmed is looked at a little earlier.
        var early = next - Margin;
        var wait = (fact.Acknowledged < fact.Own?.Sequence && early > now ? early : next) - now;
        return wait < Longest ? wait : Longest;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        inForce = Text(peers.Peers);
        peers.Moved += Ring;
        try
        {
            await intake.Recovered.WaitAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await bell.WaitAsync(UntilNext(), stoppingToken))
                {
                    await Task.Delay(Settle, time, stoppingToken);
                }

                await TryAsync(stoppingToken);
            }
        }
        finally
        {
            peers.Moved -= Ring;
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
        }
        catch (Core.Providers.ResourceException failure)
        {
            // The ledger can't be written; what counts is looked at again with the next news, and with the next start.
            LogFailed(failure.Message);
        }
    }

    private void Ring(object? sender, EventArgs news) => bell.Ring();

    private static string Text(IEnumerable<PeerFact> peers) =>
        string.Join('\n', peers.Select(p => $"{p.Network} {p.Host} {p.PublicKey} {string.Join(',', p.Endpoints)}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Peers of the WireGuard networks are others now")]
    private partial void LogMoved();

    [LoggerMessage(Level = LogLevel.Error, Message = "Peers can't be taken in: {Reason}")]
    private partial void LogFailed(string reason);
}
