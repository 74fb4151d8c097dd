using System.Data.Common;
using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Commits;

/// <summary>Which commits a caller may read: who sees hosts of some customers only, those that touch one of these. Of the others they get the id.</summary>
internal static class CommitSight
{
    /// <summary>The condition that holds for commits that the caller may read.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="parameters">Takes the customers.</param>
    public static string Condition(Caller caller, DynamicParameters parameters) => caller.Customers.Count == 0
        ? "TRUE"
        : $"""
           EXISTS (SELECT 1 FROM commit_hosts touched JOIN hosts seen ON seen.name = touched.host
               WHERE touched.commit_id = commits.id AND seen.customer IN {parameters.AddList("sight", caller.Customers)})
           """;

    /// <summary>Those of these commits that the caller may read.</summary>
    public static async Task<IReadOnlySet<string>> AmongAsync(DbConnection connection, Caller caller, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        if (caller.Customers.Count == 0 || ids.Count == 0)
        {
            return ids.ToHashSet();
        }

        var parameters = new DynamicParameters();
        var which = $"id IN {parameters.AddList("id", ids)} AND {Condition(caller, parameters)}";
        return (await connection.QueryAsync<string>(new CommandDefinition($"SELECT id FROM commits WHERE {which}", parameters, cancellationToken: ct))).ToHashSet();
    }

    /// <summary>What is left of a commit for who may not read it.</summary>
    public static Commit Bare(Commit commit) => new() { Id = commit.Id, AppliedAt = commit.AppliedAt };
}
