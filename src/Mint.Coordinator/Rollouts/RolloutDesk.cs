using System.Data.Common;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;
using Mint.Core.Reporting;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Rollouts;

/// <summary>What people see and do of rollouts.</summary>
internal sealed class RolloutDesk(Database database, WriteQueue queue, Signals signals, EventLog events, CommitProgressQuery commits) : IRolloutDesk
{
    private const int ReasonLength = 300;

    /// <inheritdoc/>
    public async Task<GetRolloutResponse> GetAsync(Caller who, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var stored = await RolloutStore.LoadAsync(connection, null);
        var state = await RolloutSight.OfAsync(connection, stored, who, ct);
        var response = new GetRolloutResponse { State = StateOf(state), Reason = ReasonOf(state) };
        if (state.CommitId.Length > 0)
        {
            response.Commit = await commits.CommitAsync(state.CommitId, who, ct);
        }

        foreach (var ring in state.Rings.Where(ring => ring is { Name.Length: > 0, IsHidden: false }))
        {
            response.Rings.Add(await DescribeAsync(state, ring, who, ct));
        }

        return response;
    }

    /// <inheritdoc/>
    public Task<GetRolloutResponse> HoldAsync(Caller who, string reason, CancellationToken ct)
    {
        var text = Text(who, reason);
        return ChangeAsync(
            who,
            "hold",
            $"holds the rollout: {text}",
            async (connection, transaction, state) =>
            {
                if (!state.HasRings)
                {
                    return Refused("mint.yaml has no rollout rings: there is nothing to hold");
                }

                await RolloutStore.HoldAsync(connection, transaction, $"{text} ({who.Name})");
                return null;
            },
            ct);
    }

    /// <inheritdoc/>
    public Task<GetRolloutResponse> PromoteAsync(Caller who, string ring, string reason, CancellationToken ct)
    {
        var text = Text(who, reason);
        return ChangeAsync(
            who,
            "promote",
            $"promotes the rollout{(ring.Length > 0 ? $", ring {CommitMessage.Printable(ring, 100)}" : "")}: {text}",
            (connection, transaction, state) => PromoteAsync(connection, transaction, state, ring, $"passed over by {who.Name}: {text}"),
            ct);
    }

    private async Task<GetRolloutResponse> ChangeAsync(
        Caller who, string action, string summary, Func<DbConnection, DbTransaction, RolloutState, Task<RpcException?>> change, CancellationToken ct)
    {
        if (who.Customers.Count > 0)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, "a rollout goes through the whole fleet; this token may only see hosts of some customers"));
        }

        // Returned and not thrown: the work of others in the same transaction has nothing to do with it.
        RpcException? refusal = null;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                await RolloutStore.TouchAsync(connection, transaction);
                refusal = await change(connection, transaction, await RolloutStore.LoadAsync(connection, transaction));
            },
            ct);
        if (refusal is not null)
        {
            throw refusal;
        }

        await events.AuditAsync(who.Name, "", action, summary, ct);
        await signals.SendAsync(new Signal(SignalTopics.Rollout, ""), ct);
        return await GetAsync(who, ct);
    }

    private static async Task<RpcException?> PromoteAsync(DbConnection connection, DbTransaction transaction, RolloutState state, string name, string why)
    {
        var target = name.Length == 0 ? null : state.Rings.FirstOrDefault(ring => ring.Name == name);
        if (target is null && name.Length > 0)
        {
            return new RpcException(new Status(StatusCode.NotFound, $"no ring '{CommitMessage.Printable(name, 100)}' in mint.yaml"));
        }

        if (!state.HasRings)
        {
            return Refused("mint.yaml has no rollout rings: there is nothing to promote");
        }

        var stopped = state.Held.Length > 0 || state.Halted.Length > 0;
        var next = target ?? (stopped ? null : state.Rings.FirstOrDefault(ring => !state.IsReleased(ring)));
        if (!stopped && (next is null || state.IsReleased(next)))
        {
            return Refused(next is null
                ? "every ring has been released, and nothing is held or halted: there is nothing to promote"
                : $"ring {next.Name} may go to {state.CommitId[..7]} already: there is nothing to promote");
        }

        await RolloutStore.HoldAsync(connection, transaction, "");
        await RolloutStore.HaltAsync(connection, transaction, "", "");
        foreach (var ring in state.Rings.Where(ring => PassesOver(state, ring, target is null ? next : null)))
        {
            // What is wrong in it now was seen by a person, and is no news from here on.
            await RolloutStore.TakeBaselineAsync(connection, transaction, ring.Name, wasWell: true);
            await RolloutStore.SaveAsync(connection, transaction, ring with { State = RingState.Done, Reason = why, Detail = "" });
        }

        if (next is not null && !state.IsReleased(next))
        {
            await RolloutStore.SaveAsync(connection, transaction, next with { Promoted = true });
        }

        return null;
    }

    // A ring that halted is passed over in any case; one that is under way, when the next is not to wait for it. A ring that is named goes
    // ahead by itself: those before it keep their order.
    private static bool PassesOver(RolloutState state, RingState ring, RingState? next) =>
        state.IsReleased(ring) && (ring.State == RingState.Halted || (ring.State != RingState.Done && next is not null && ring.Ordinal < next.Ordinal));

    private async Task<Ring> DescribeAsync(RolloutState state, RingState ring, Caller who, CancellationToken ct)
    {
        var described = new Ring { Name = ring.Name, State = state.StateOf(ring), Reason = state.IsReleased(ring) ? ring.Reason : state.WhyWaiting(ring) };
        described.Hosts.Add(await commits.CountRingAsync(ring.Name, state.IsReleased(ring) ? ring.ProvenPosition : ring.ReleasedPosition, state.Position, who, ct));
        if (state.IsReleased(ring))
        {
            described.ReleasedAt = ring.ReleasedAt is { } at ? Timestamp.FromDateTimeOffset(new DateTimeOffset(at, TimeSpan.Zero)) : null;
            described.SoakedAt = ring.SoakedAt is { } soaked ? Timestamp.FromDateTimeOffset(soaked) : null;
        }

        return described;
    }

    private static string StateOf(RolloutState state) =>
        !state.HasRings || state.Position == 0 ? "none"
        : state.Halted.Length > 0 ? "halted"
        : state.Held.Length > 0 ? "held"
        : state.IsDone ? "done" : "rolling";

    private static string ReasonOf(RolloutState state) =>
        state.Position == 0 ? "no commit was accepted yet"
        : !state.HasRings ? "mint.yaml has no rollout rings: commits go everywhere at once"
        : state.Halted.Length > 0 ? state.Halted
        : state.Held;

    private static string Text(Caller who, string reason) => reason.Length > 0 && CommitMessage.Printable(reason, ReasonLength) is { Length: > 0 } text
        ? text
        : throw new RpcException(new Status(StatusCode.InvalidArgument, $"{who.Name}: say why, in reason; whoever comes next will want to know"));

    private static RpcException Refused(string why) => new(new Status(StatusCode.FailedPrecondition, why));
}
