using System.Data.Common;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Rollouts;

/// <summary>Moves the rollout on. All of its state is in the store, so that another coordinator may go on at any point.</summary>
internal sealed partial class RolloutEngine(
    Database database, WriteQueue queue, Signals signals, EventLog events, TimeProvider time, ILogger<RolloutEngine> logger) : IDisposable
{
    // More moves than rings at once are a mistake of ours, which must not turn into a busy loop.
    private const int MostMoves = 1_000;

    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Looks, and moves what may move. For the coordinator that holds the lease.</summary>
    /// <exception cref="DbException">The store can't be reached or written.</exception>
    public async Task EvaluateAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            for (var move = 0; move < MostMoves && await MoveAsync(ct); move++)
            {
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task<bool> MoveAsync(CancellationToken ct)
    {
        await using (var connection = await database.OpenAsync(ct))
        {
            if (await DecideAsync(connection, null) is ({ Changed.Count: 0 }, _))
            {
                return false;
            }
        }

        (RolloutRules Moves, RolloutState Before)? done = null;
        await queue.WriteAsync(async (connection, transaction) => done = await WriteAsync(connection, transaction), ct);
        if (done is not var (moves, before) || moves.Changed.Count == 0)
        {
            return false;
        }

        await TellAsync(moves, before, ct);
        return true;
    }

    private async Task<(RolloutRules Moves, RolloutState Before)> DecideAsync(DbConnection connection, DbTransaction? transaction)
    {
        var state = await RolloutStore.LoadAsync(connection, transaction);
        var health = new Dictionary<string, RingHealth>();
        // Once all is over nothing can move any more, so nobody needs to look.
        foreach (var ring in state.Rings.Where(ring => state.IsReleased(ring) && state.Halted.Length == 0 && !state.IsDone))
        {
            health[ring.Name] = await RolloutStore.LookAsync(connection, transaction, ring);
        }

        return (state.IsDone ? new RolloutRules(state, health, 0) : new RolloutRules(state, health, time.GetUtcNow().UtcTicks).Work(), state);
    }

    private async Task<(RolloutRules Moves, RolloutState Before)> WriteAsync(DbConnection connection, DbTransaction transaction)
    {
        await RolloutStore.TouchAsync(connection, transaction);
        var (moves, before) = await DecideAsync(connection, transaction);
        foreach (var ring in moves.Released)
        {
            await RolloutStore.TakeBaselineAsync(connection, transaction, ring.Name, wasWell: before.Ring(ring.Name).State is RingState.Done or RingState.Waiting);
        }

        foreach (var ring in moves.Changed)
        {
            await RolloutStore.SaveAsync(connection, transaction, ring);
        }

        if (moves.Halted != before.Halted)
        {
            await RolloutStore.HaltAsync(connection, transaction, moves.Halted, moves.HaltedDetail);
        }

        return (moves, before);
    }

    private async Task TellAsync(RolloutRules moves, RolloutState before, CancellationToken ct)
    {
        await signals.SendAsync(new Signal(SignalTopics.Rollout, before.CommitId), ct);
        await signals.SendAsync(new Signal(SignalTopics.Commits, before.CommitId), ct);
        foreach (var ring in moves.Released)
        {
            await using (var connection = await database.OpenAsync(ct))
            {
                await signals.SendAsync(SignalTopics.Wake, await RolloutStore.ToWakeAsync(connection, ring, before.Ring(ring.Name).ReleasedPosition), ct);
            }

            if (ring.Name.Length > 0)
            {
                LogReleased(ring.Name, before.CommitId);
                await events.TellAsync("", "rollout", "released", $"ring {ring.Name} may go to {before.CommitId[..7]}", before.CommitId, ct);
            }
        }

        if (moves.Halted != before.Halted)
        {
            LogHalted(before.CommitId, moves.HaltedDetail);
            await events.TellAsync("", "rollout", "halted", $"the rollout of {before.CommitId[..7]} was halted: {moves.HaltedDetail}", before.CommitId, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ring {Ring} may go to {Commit}")]
    private partial void LogReleased(string ring, string commit);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rollout of {Commit} was halted: {Reason}")]
    private partial void LogHalted(string commit, string reason);
}
