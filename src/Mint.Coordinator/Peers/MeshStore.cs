using Dapper;
using Google.Protobuf;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Peers;

/// <summary>Keeps how the WireGuard networks of each host stand.</summary>
internal sealed class MeshStore(WriteQueue queue, TimeProvider time)
{
    /// <summary>Keeps a report instead of the one before; on disk when it returns.</summary>
    public Task StoreAsync(string host, MeshReport report, CancellationToken ct) => queue.WriteAsync(
        (connection, transaction) => report.Networks.Count == 0
            ? connection.ExecuteAsync("DELETE FROM mesh_reports WHERE host = @host", new { host }, transaction)
            : connection.ExecuteAsync(
                """
                INSERT INTO mesh_reports (host, reported_at, report) VALUES (@host, @now, @report)
                ON CONFLICT (host) DO UPDATE SET reported_at = excluded.reported_at, report = excluded.report
                """,
                new { host, now = time.GetUtcNow().UtcTicks, report = report.ToByteArray() },
                transaction),
        ct);
}
