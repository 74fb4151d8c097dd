using System.Globalization;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Notifications;

/// <summary>
/// Security events. The same one on the same host is told of once, until it was quiet for an hour. Up to which event all were noticed is
/// in the store, so that none is missed while no coordinator runs.
/// </summary>
internal sealed class SecurityConditions(Database database) : IConditionSource
{
    /// <summary>The fact that names the last event that was noticed.</summary>
    public const string Noticed = "notices.security";

    private const int Newest = 1_000;

    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Condition>> FindAsync(DateTimeOffset now, DateTimeOffset watchingSince, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var noticed = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT value FROM facts WHERE name = @Noticed", new { Noticed }, cancellationToken: ct));
        var window = new { Newest, recent = (now - Quiet).UtcTicks, last = noticed is null ? long.MaxValue : long.Parse(noticed, CultureInfo.InvariantCulture) };
        var own = await connection.QueryAsync<Row>(new CommandDefinition(Find("sequence = 0"), window, cancellationToken: ct));
        var told = await connection.QueryAsync<Row>(new CommandDefinition(Find("sequence > 0"), window, cancellationToken: ct));
        // What agents say must not make conditions without end: there is one for each host.
        return [.. own.GroupBy(r => (r.Host, r.Action)).Concat(told.GroupBy(r => (r.Host, Action: "told by the agent"))).Select(ConditionOf)];
    }

    private static string Find(string whose) => $"""
        SELECT id AS Id, host AS Host, action AS Action, summary AS Summary, received_at AS At FROM
            (SELECT id, host, action, summary, received_at FROM events WHERE kind = 'security' AND {whose} ORDER BY id DESC LIMIT @Newest) newest
        WHERE received_at > @recent OR id > @last
        """;

    private static Condition ConditionOf(IGrouping<(string Host, string Action), Row> group)
    {
        var (newest, first) = (group.MaxBy(r => r.Id) ?? group.First(), group.Min(r => r.At));
        var subject = group.Key.Host.Length == 0 ? group.Key.Action : $"{group.Key.Action} on {group.Key.Host}";
        var detail = group.Count() == 1 ? newest.Summary : $"{newest.Summary} ({group.Count()} times)";
        return new Condition(ConditionKind.Security, subject, group.Key.Host, detail, new DateTimeOffset(first, TimeSpan.Zero)) { Event = newest.Id };
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public required string Host { get; init; }

        public required string Action { get; init; }

        public required string Summary { get; init; }

        public long At { get; init; }
    }
}
