using Dapper;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Notifications;

/// <summary>Hosts that are silent, failing, absent, or about to lose their certificate.</summary>
internal sealed class HostConditions(Database database, CoordinatorOptions options) : IConditionSource
{
    private static readonly TimeSpan FailsFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AbsentFor = TimeSpan.FromHours(1);

    /// <summary>How long before its end a certificate should have been renewed.</summary>
    private TimeSpan Margin => options.CertificateLifetime / 5 < TimeSpan.FromDays(1) ? options.CertificateLifetime / 5 : TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Condition>> FindAsync(DateTimeOffset now, DateTimeOffset watchingSince, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var asOf = new { failed = (now - FailsFor).UtcTicks, ends = (now + Margin).UtcTicks };
        var troubled = await connection.QueryAsync<Row>(new CommandDefinition(ByState, asOf, cancellationToken: ct));
        var ending = await connection.QueryAsync<Row>(new CommandDefinition(ByCertificate, asOf, cancellationToken: ct));
        return [.. troubled.SelectMany(row => OfState(row, now, watchingSince)), .. ending.Select(row => OfCertificate(row, now))];
    }

    // A host that fell silent while it failed has not been mended.
    private const string ByState = """
        SELECT name AS Name, state AS State, reason AS Reason, state_since AS Since, expected AS Expected,
               CASE WHEN state = 'silent' THEN (SELECT min(since) FROM concerns WHERE host = name AND condition = 'failed' AND since <= @failed) END AS FailedSince
        FROM hosts WHERE state IN ('silent', 'failed', 'absent') AND revoked_at IS NULL
        """;

    private const string ByCertificate = """
        SELECT name AS Name, certificate_expires_at AS Since FROM hosts
        WHERE certificate_expires_at <= @ends AND enrolled_at IS NOT NULL AND revoked_at IS NULL
        """;

    private static IEnumerable<Condition> OfState(Row row, DateTimeOffset now, DateTimeOffset watchingSince)
    {
        var since = row.Since > 0 ? new DateTimeOffset(row.Since, TimeSpan.Zero) : watchingSince;
        if (row.State == "silent")
        {
            yield return new Condition(ConditionKind.Silent, row.Name, row.Name, row.Reason, since);
        }

        if (row.FailedSince is { } failed)
        {
            yield return new Condition(ConditionKind.Failed, row.Name, row.Name, "it failed before it fell silent", new DateTimeOffset(failed, TimeSpan.Zero));
        }

        if (row.State == "failed" && now - since >= FailsFor)
        {
            yield return new Condition(ConditionKind.Failed, row.Name, row.Name, row.Reason, since);
        }

        if (row is { State: "absent", Expected: true } && now - since >= AbsentFor)
        {
            yield return new Condition(ConditionKind.Absent, row.Name, row.Name, "", since);
        }
    }

    private static Condition OfCertificate(Row row, DateTimeOffset now)
    {
        var ends = new DateTimeOffset(row.Since, TimeSpan.Zero);
        return new Condition(ConditionKind.Certificate, row.Name, row.Name, $"it {(ends > now ? "ends" : "ended")} {Moment.Of(ends)}", now);
    }

    private sealed record Row
    {
        public required string Name { get; init; }

        public string State { get; init; } = "";

        public string Reason { get; init; } = "";

        public long Since { get; init; }

        public bool Expected { get; init; }

        public long? FailedSince { get; init; }
    }
}
