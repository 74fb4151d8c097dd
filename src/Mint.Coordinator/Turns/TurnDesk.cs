using Dapper;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Events;
using Mint.Coordinator.Fleet;
using Mint.Coordinator.Store;
using Mint.Core.Config;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Turns;

/// <summary>What people see and do of turns; whoever is limited to customers sees and ends those of their hosts only.</summary>
internal sealed class TurnDesk(Database database, WriteQueue queue, Signals signals, EventLog events)
{
    /// <summary>A page: who has a turn first, then who waits, by ring and time.</summary>
    public async Task<ListTurnsResponse> ListAsync(ListTurnsRequest request, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = (await TurnStore.LoadAsync(connection, null))
            .Where(row => caller.Sees(row.Customer))
            .OrderBy(row => row.State == TurnRow.Waiting ? row.Ordinal + 1 : 0)
            .ThenBy(row => row.Since)
            .ThenBy(row => row.Host, StringComparer.Ordinal)
            .ToList();
        var (skip, size) = ((int)Math.Min(Paging.AfterNumber(request.PageToken) ?? 0, int.MaxValue), Paging.Size(request.PageSize));
        var response = new ListTurnsResponse { NextPageToken = Paging.Token(rows.Count - size > skip ? FleetMapping.Number(skip + size) : null) };
        response.Turns.AddRange(rows.Skip(skip).Take(size).Select(row => Describe(row, caller)));
        return response;
    }

    /// <summary>Ends the turn of a host, so that others go on.</summary>
    public async Task<EndTurnResponse> EndAsync(EndTurnRequest request, Caller caller, CancellationToken ct)
    {
        if (!ConfigName.IsValid(request.Host))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"host: {ConfigName.Rule}"));
        }

        var reason = PersonsText.Check("reason", request.Reason);
        if (reason.Length == 0)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "say why, in reason; whoever comes next will want to know"));
        }

        await CheckAsync(request.Host, caller, ct);
        TurnRow? ended = null;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                ended = (await TurnStore.LoadAsync(connection, transaction, [request.Host])).SingleOrDefault(row => row.State != TurnRow.Waiting);
                if (ended is not null)
                {
                    await TurnStore.DropAsync(connection, transaction, request.Host);
                }
            },
            ct);
        if (ended is null)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{request.Host} has no turn: there is nothing to end"));
        }

        await events.AuditAsync(caller.Name, request.Host, "turn-ended", $"ended the turn of {request.Host}: {reason}", ct);
        await signals.SendAsync(new Signal(SignalTopics.Turns, request.Host), ct);
        return new EndTurnResponse();
    }

    private async Task CheckAsync(string host, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var where = new Where().And("name = @host", "host", host).SeenBy(caller);
        if (await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT count(*) FROM hosts {where}", where.Parameters, cancellationToken: ct)) == 0)
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"there is no host {host} among those that this token may see"));
        }
    }

    private static Turn Describe(TurnRow row, Caller caller) => new()
    {
        Host = row.Host,
        State = row.State,
        Purpose = row.Purpose,
        Since = FleetMapping.Time(row.Since),
        Until = FleetMapping.Time(row.Until),
        Reason = caller.Customers.Count == 0 ? row.Detail : row.Reason,
    };
}
