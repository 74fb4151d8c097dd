using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Commits.Expected;

/// <summary>Writes what the config repo says of hosts into their rows, where it differs.</summary>
internal static class ExpectedHosts
{
    /// <summary>Brings the rows in line, inside of work of the write queue.</summary>
    /// <returns>Names of the hosts whose rows changed.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(DbConnection connection, DbTransaction transaction, FleetModel fleet, DateTimeOffset now)
    {
        var rows = (await connection.QueryAsync<Row>("SELECT name, expected, customer, groups, ring, silent_after AS SilentAfter FROM hosts", transaction: transaction))
            .ToDictionary(row => row.Name, StringComparer.Ordinal);
        var wanted = fleet.Hosts.Values.Select(host => Row.Of(host, fleet.RingOf(host))).ToList();
        var changed = wanted.Where(row => rows.GetValueOrDefault(row.Name) != row).ToList();
        var gone = rows.Values.Where(row => row.Expected && !fleet.Hosts.ContainsKey(row.Name)).Select(row => row.Name).ToList();
        await connection.ExecuteAsync(
            """
            INSERT INTO hosts (name, expected, customer, groups, ring, silent_after, state_since) VALUES (@Name, TRUE, @Customer, @Groups, @Ring, @SilentAfter, @since)
            ON CONFLICT (name) DO UPDATE SET expected = TRUE, customer = excluded.customer, groups = excluded.groups, ring = excluded.ring, silent_after = excluded.silent_after
            """,
            changed.Select(row => new { row.Name, row.Customer, row.Groups, row.Ring, row.SilentAfter, since = now.UtcTicks }),
            transaction);
        await connection.ExecuteAsync("UPDATE hosts SET expected = FALSE WHERE name = @name", gone.Select(name => new { name }), transaction);
        return [.. changed.Select(row => row.Name), .. gone];
    }

    private sealed record Row
    {
        public string Name { get; init; } = "";

        public bool Expected { get; init; }

        public string Customer { get; init; } = "";

        public string Groups { get; init; } = "";

        public string Ring { get; init; } = "";

        public long? SilentAfter { get; init; }

        public static Row Of(HostView host, string ring) => new()
        {
            Name = host.Host,
            Expected = true,
            Customer = host.Customer,
            Groups = host.Groups.Count == 0 ? "" : $" {string.Join(' ', host.Groups)} ",
            Ring = ring,
            SilentAfter = host.SilentAfter?.Ticks,
        };
    }
}
