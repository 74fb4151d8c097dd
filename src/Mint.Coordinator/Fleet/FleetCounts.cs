using System.Data.Common;
using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Hosts;

namespace Mint.Coordinator.Fleet;

/// <summary>The fleet in numbers, counted by the store: a fleet of thousands must not be read to say one sentence.</summary>
/// <param name="States">Hosts by state, most first.</param>
/// <param name="Some">The hosts of each state that so few are in that they are named.</param>
internal sealed record FleetCounts(IReadOnlyList<HostsInState> States, IReadOnlyList<HostRow> Some)
{
    /// <summary>Up to how many hosts of a state are named.</summary>
    public const int Named = 2;

    /// <summary>All of them; revoked ones do not count.</summary>
    public int Hosts => States.Sum(s => s.Hosts);

    /// <summary>Hosts that run the newest accepted commit.</summary>
    public int AtHead => States.Sum(s => s.AtHead);

    /// <summary>Hosts whose stream is up.</summary>
    public int Connected => States.Sum(s => s.Connected);

    /// <summary>How many are in a state.</summary>
    public int InState(string state) => States.FirstOrDefault(s => s.State == state)?.Hosts ?? 0;

    /// <summary>Counts the hosts that a caller may see.</summary>
    public static async Task<FleetCounts> ReadAsync(DbConnection connection, Caller caller, string head, CancellationToken ct)
    {
        var where = new Where().And("revoked_at IS NULL").SeenBy(caller);
        where.Parameters.Add("head", head);
        var states = (await connection.QueryAsync<HostsInState>(new CommandDefinition(
            $"""
            SELECT state, count(*) AS hosts, sum(CASE WHEN commit_id = @head AND commit_id <> '' THEN 1 ELSE 0 END) AS at_head,
                sum(CASE WHEN connected_to <> '' THEN 1 ELSE 0 END) AS connected
            FROM hosts {where} GROUP BY state ORDER BY 2 DESC, 1
            """,
            where.Parameters,
            cancellationToken: ct))).ToList();
        return new FleetCounts(states, await NamedAsync(connection, caller, states, ct));
    }

    private static async Task<IReadOnlyList<HostRow>> NamedAsync(DbConnection connection, Caller caller, List<HostsInState> states, CancellationToken ct)
    {
        var few = states.Where(s => s.Hosts <= Named && s.State != Standing.Converged).Select(s => s.State).ToList();
        if (few.Count == 0)
        {
            return [];
        }

        var where = new Where().And("revoked_at IS NULL").OneOf("state", few).SeenBy(caller);
        return [.. await connection.QueryAsync<HostRow>(
            new CommandDefinition($"SELECT {HostRow.Columns} FROM hosts {where} ORDER BY name", where.Parameters, cancellationToken: ct))];
    }
}

/// <summary>How many hosts are in one state.</summary>
internal sealed record HostsInState
{
    /// <summary>The state.</summary>
    public required string State { get; init; }

    /// <summary>Hosts in it.</summary>
    public int Hosts { get; init; }

    /// <summary>Those that run the newest accepted commit.</summary>
    public int AtHead { get; init; }

    /// <summary>Those whose stream is up.</summary>
    public int Connected { get; init; }
}
