using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Rollouts;

/// <summary>How far each host may go, kept in memory on every coordinator and read anew whenever the rollout moved.</summary>
internal sealed partial class Releases(Database database, Signals signals, TimeProvider time, ILogger<Releases> logger) : BackgroundService, IReleases
{
    // A signal may be lost; what was missed is found at the next look.
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(10);

    private readonly Nudge nudge = new();
    private volatile Known? known;
    private IDisposable? listening;

    /// <inheritdoc/>
    public RolloutRelease For(string host) => known is { } current
        ? current.Hosts.TryGetValue(host, out var its) ? Release(its.State, its.Ring) : Release(current.State.ForSome(new HashSet<string>()), "")
        : new RolloutRelease { Reason = "the coordinator is just starting" };

    /// <summary>Reads it anew.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var state = await RolloutStore.LoadAsync(connection, null);
        if (known?.State.Revision == state.Revision)
        {
            return;
        }

        // What an agent is told comes back with its host's state, so it gets what those get who may see its customer's hosts.
        var hosts = state.HasRings ? (await connection.QueryAsync<(string Name, string Ring, string Customer)>("SELECT name, ring, customer FROM hosts WHERE ring <> ''")).AsList() : [];
        var states = hosts.GroupBy(h => h.Customer).ToDictionary(g => g.Key, g => state.ForSome(g.Select(h => h.Ring).ToHashSet()));
        known = new Known(state, hosts.ToDictionary(h => h.Name, h => (h.Ring, states[h.Customer]), StringComparer.Ordinal));
    }

    /// <summary>The first reading is done before any agent is served, and this hears of changes before the streams do.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        listening = signals.Listen(Hear);
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        listening?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await nudge.WaitAsync(Looks, time, stoppingToken);
                await RefreshAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever it is, the next look tries again; ended, this would take the whole coordinator with it
            catch (Exception away)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
            }
        }
    }

    // A host that no ring names goes with the last one. With rings the release always names a commit, also once all of them have it: an agent
    // that asks Git sooner than the coordinator must not take the next commit for a released one.
    private static RolloutRelease Release(RolloutState state, string name)
    {
        if (!state.HasRings)
        {
            return new RolloutRelease { All = true };
        }

        var ring = state.Rings.FirstOrDefault(r => r.Name == name) ?? state.Rings[^1];
        var why = state.WhyWaiting(ring);
        return new RolloutRelease { Commit = ring.ReleasedCommit, Reason = why.Length > 0 ? why : "the coordinator has not seen it yet" };
    }

    // The streams ask right after they hear of it, so it is read at once, before the signal goes on to them.
    private async Task Hear(Signal signal)
    {
        if (signal.Topic != SignalTopics.Rollout)
        {
            return;
        }

        try
        {
            await RefreshAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // whatever it is, the loop reads it again
        catch (Exception away)
#pragma warning restore CA1031
        {
            LogAway(away.Message, away is DbException ? null : away);
            nudge.Give();
        }
    }

    private sealed record Known(RolloutState State, IReadOnlyDictionary<string, (string Ring, RolloutState State)> Hosts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How far hosts may go can't be read: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
