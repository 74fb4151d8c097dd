using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Events;

/// <summary>
/// Writes what the coordinator itself has to tell into the same history as the hosts' events: security events, what people did (the
/// audit log), what it noticed.
/// </summary>
internal sealed partial class EventLog(WriteQueue queue, Signals signals, TimeProvider time, ILogger<EventLog> logger)
{
    /// <summary>Somebody tried what they must not, or something is not as trust needs it.</summary>
    public Task SecurityAsync(string host, string action, string summary, CancellationToken ct)
    {
        LogSecurity(host, action, summary);
        return TellAsync(host, "security", action, summary, commit: "", ct);
    }

    /// <summary>A person or a tool did something through us.</summary>
    /// <param name="who">The token's name.</param>
    /// <param name="host">On which host; empty for none.</param>
    /// <param name="action">One word.</param>
    /// <param name="summary">What, one sentence.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task AuditAsync(string who, string host, string action, string summary, CancellationToken ct) =>
        TellAsync(host, "audit", action, $"{who}: {summary}", commit: "", ct);

    /// <summary>Tells anything else.</summary>
    /// <param name="host">On which host; empty for the fleet.</param>
    /// <param name="kind">commit, rollout, silence, …</param>
    /// <param name="action">One word.</param>
    /// <param name="summary">What, one sentence.</param>
    /// <param name="commit">The commit it is about; empty for none.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task TellAsync(string host, string kind, string action, string summary, string commit, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var told = new Event { At = Timestamp.FromDateTimeOffset(now), Kind = kind, Summary = summary, Action = action, Commit = commit };
        long id = 0;
        await queue.WriteAsync(
            async (connection, transaction) => id = await connection.ExecuteScalarAsync<long>(
                """
                INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body)
                VALUES (@host, '', 0, @at, @at, @kind, '', @action, @summary, @body) RETURNING id
                """,
                new { host, at = now.UtcTicks, kind, action, summary, body = told.ToByteArray() },
                transaction),
            ct);
        await signals.SendAsync(new Signal(SignalTopics.Events, id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Security: {Host} {Action}: {Summary}")]
    private partial void LogSecurity(string host, string action, string summary);
}
