using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Hosts;

/// <summary>Which commit each host should be at by now: the one that its ring was let go to long enough ago. Who waits for its ring is not behind.</summary>
internal sealed class DueCommits
{
    private readonly Dictionary<string, long> positions;
    private readonly Dictionary<string, long> due;

    private DueCommits(Dictionary<string, long> positions, Dictionary<string, long> due) => (this.positions, this.due) = (positions, due);

    /// <summary>Reads it.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="before">What was released after this need not be in force yet.</param>
    public static async Task<DueCommits> ReadAsync(DbConnection connection, DateTimeOffset before)
    {
        var positions = await connection.QueryAsync<(string Id, long Position)>("SELECT id, position FROM commits WHERE id IN (SELECT DISTINCT commit_id FROM hosts)");
        var rings = await connection.QueryAsync<(string Name, long Due)>(
            "SELECT name, CASE WHEN released_at < @before THEN released_position ELSE proven_position END FROM rollout_rings", new { before = before.UtcTicks });
        return new DueCommits(positions.ToDictionary(p => p.Id, p => p.Position), rings.ToDictionary(r => r.Name, r => r.Due));
    }

    /// <summary>Whether a host is at an older commit than that. Of a commit that is not known here nothing can be said.</summary>
    public bool IsBehind(HostRow host) =>
        positions.TryGetValue(host.CommitId, out var position) && due.TryGetValue(host.Ring, out var wanted) && position < wanted;
}
