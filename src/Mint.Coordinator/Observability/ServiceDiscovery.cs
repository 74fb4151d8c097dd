using System.Globalization;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Observability;

/// <summary>Tells Prometheus what there is to scrape, in the format of its HTTP service discovery.</summary>
/// <param name="database">The store.</param>
internal sealed class ServiceDiscovery(Database database)
{
    /// <summary>Where agents show their metrics unless they are told otherwise.</summary>
    public const int AgentPort = 9465;

    /// <summary>The agents of all hosts that are enrolled.</summary>
    /// <param name="port">Their metrics' port, or that of the proxy in front of it.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<IReadOnlyList<TargetGroup>> AgentsAsync(int port, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT name AS Name, customer AS Customer, groups AS Groups, ring AS Ring, state AS State
            FROM hosts WHERE enrolled_at IS NOT NULL AND revoked_at IS NULL ORDER BY name
            """,
            cancellationToken: ct));
        return [.. rows.Select(row => GroupOf(row, port))];
    }

    // What changes with time is a meta label: as a label of the series it would break them in pieces.
    private static TargetGroup GroupOf(Row row, int port) => new(
        [$"{row.Name}:{port.ToString(CultureInfo.InvariantCulture)}"],
        new Dictionary<string, string>
        {
            ["host"] = row.Name,
            ["customer"] = row.Customer,
            ["ring"] = row.Ring,
            ["__meta_mint_state"] = row.State,
            ["__meta_mint_groups"] = $",{string.Join(',', row.Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries))},",
        });

    private sealed record Row
    {
        public required string Name { get; init; }

        public required string Customer { get; init; }

        public required string Groups { get; init; }

        public required string Ring { get; init; }

        public required string State { get; init; }
    }
}

/// <summary>Targets that share their labels.</summary>
/// <param name="Targets">As <c>host:port</c>.</param>
/// <param name="Labels">The labels.</param>
internal sealed record TargetGroup(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Labels);
