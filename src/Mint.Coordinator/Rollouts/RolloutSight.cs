using System.Data.Common;
using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Fleet;

namespace Mint.Coordinator.Rollouts;

/// <summary>What a caller may know of a rollout.</summary>
internal static class RolloutSight
{
    /// <summary>The rollout for the caller: in detail for who sees the whole fleet, else with the rings of the hosts that they may see.</summary>
    public static async Task<RolloutState> OfAsync(DbConnection connection, RolloutState stored, Caller caller, CancellationToken ct)
    {
        if (caller.Customers.Count == 0)
        {
            return stored.InDetail();
        }

        var where = new Where().SeenBy(caller);
        return stored.ForSome((await connection.QueryAsync<string>(new CommandDefinition($"SELECT DISTINCT ring FROM hosts {where}", where.Parameters, cancellationToken: ct))).ToHashSet());
    }
}
