using Dapper;
using Google.Protobuf;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>Takes in what agents tell: each event once, however often it is sent.</summary>
internal sealed class EventStore(WriteQueue queue, TimeProvider time)
{
    /// <summary>Stores a batch; on disk when it returns.</summary>
    /// <returns>Those that are new, with the ids that they got.</returns>
    public async Task<IReadOnlyList<(long Id, Event Told)>> StoreAsync(string host, string ledger, IReadOnlyList<Event> batch, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var rows = batch.Select(e => (Told: e, Row: RowOf(host, ledger, e, now))).ToList();
        var stored = new List<(long, Event)>();
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                stored.Clear();
                foreach (var (told, row) in rows)
                {
                    if (await connection.ExecuteScalarAsync<long?>(Insert, row, transaction) is { } id)
                    {
                        stored.Add((id, told));
                    }
                }

                await connection.ExecuteAsync(
                    "UPDATE hosts SET acknowledged = @last WHERE name = @host AND ledger_id = @ledger AND acknowledged < @last",
                    new { host, ledger, last = (long)batch[^1].Sequence },
                    transaction);
            },
            ct);
        return stored;
    }

    private const string Insert = """
        INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body)
        VALUES (@Host, @Ledger, @Sequence, @At, @ReceivedAt, @Kind, @Resource, @Action, @Summary, @Body)
        ON CONFLICT (host, ledger_id, sequence) WHERE sequence > 0 DO NOTHING RETURNING id
        """;

    private static Row RowOf(string host, string ledger, Event told, DateTimeOffset now) => new(
        host, ledger, (long)told.Sequence, told.At.ToDateTimeOffset().UtcTicks, now.UtcTicks, told.Kind, told.Resource, told.Action, told.Summary, told.ToByteArray());

    private sealed record Row(
        string Host, string Ledger, long Sequence, long At, long ReceivedAt, string Kind, string Resource, string Action, string Summary, byte[] Body);
}
