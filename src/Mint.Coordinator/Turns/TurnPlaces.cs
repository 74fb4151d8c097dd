using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;
using Mint.Core.Reporting;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Turns;

/// <summary>Takes in what agents want with turns, and says what they are told.</summary>
internal sealed class TurnPlaces(Database database, WriteQueue queue, Signals signals, EventLog events, Identity identity, TimeProvider time)
{
    private const int LongestPurpose = 300;

    /// <summary>Takes in what a host wants; on disk when it returns.</summary>
    /// <returns>Where it stands then, null without a place; and what it is told.</returns>
    public async Task<(TurnRow? Row, TurnGrant Grant)> TakeAsync(string host, TurnRequest request, CancellationToken ct)
    {
        var purpose = CommitMessage.Printable(request.Reason, LongestPurpose);
        TurnRow? before = null;
        TurnRow? after = null;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                before = (await TurnStore.LoadAsync(connection, transaction, [host])).SingleOrDefault();
                if (request.Wanted)
                {
                    await TurnStore.AskAsync(connection, transaction, host, purpose, time.GetUtcNow().UtcTicks);
                }
                else if (!request.Held)
                {
                    await TurnStore.DropAsync(connection, transaction, host);
                }

                after = (await TurnStore.LoadAsync(connection, transaction, [host])).SingleOrDefault();
            },
            ct);
        if (before?.State != after?.State)
        {
            await TellAsync(host, before, after, ct);
        }

        return (after, request.Wanted && after is null ? new TurnGrant { Reason = "the config repo does not name this host" } : Answer(after));
    }

    /// <summary>Where hosts stand, of those that have a place.</summary>
    public async Task<IReadOnlyList<TurnRow>> ReadAsync(IReadOnlyList<string> hosts, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await TurnStore.LoadAsync(connection, null, hosts);
    }

    /// <summary>Where the hosts stand whose streams this coordinator holds.</summary>
    public async Task<IReadOnlyList<TurnRow>> ReadConnectedAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await TurnStore.LoadConnectedAsync(connection, identity.Instance, ct);
    }

    /// <summary>What an agent is told of its place; it comes back with its host's state, so it names no other customer's hosts.</summary>
    public TurnGrant Answer(TurnRow? row)
    {
        var left = TimeSpan.FromTicks((row?.Until ?? 0) - time.GetUtcNow().UtcTicks);
        return row switch
        {
            null => new TurnGrant { Over = true, Reason = "this host has no turn" },
            { State: TurnRow.Holding } when left > TimeSpan.Zero => new TurnGrant { Granted = true, Lasts = Duration.FromTimeSpan(left) },
            { State: TurnRow.Waiting } => new TurnGrant { Reason = row.Reason },
            _ => new TurnGrant { Reason = "this host's turn is over, and it has not given it back" },
        };
    }

    // A place among those who wait may come and go; what follows a turn is for the history.
    private async Task TellAsync(string host, TurnRow? before, TurnRow? after, CancellationToken ct)
    {
        await signals.SendAsync(new Signal(SignalTopics.Turns, ""), ct);
        if (before is { State: TurnRow.Holding or TurnRow.Overdue })
        {
            var how = after is null ? "is done with its turn" : "did not use its turn, and asks again";
            await events.TellAsync(host, "turn", "returned", $"{host} {(before.State == TurnRow.Overdue ? "is back, and " : "")}{how}", commit: "", ct);
        }
    }
}
