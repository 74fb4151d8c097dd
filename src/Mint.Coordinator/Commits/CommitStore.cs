using System.Data.Common;
using Dapper;
using Mint.Core.Reporting;

namespace Mint.Coordinator.Commits;

/// <summary>A commit with the hosts that it touches, on its way into the store.</summary>
/// <param name="Info">What it says of itself.</param>
/// <param name="Parent">Its first parent's id; empty for the first of all.</param>
/// <param name="Touched">The hosts whose inputs it changes, and why the configuration of each does not load (empty when it does).</param>
internal sealed record NewCommit(CommitInfo Info, string Parent, IReadOnlyList<(string Host, string Ring, string Fault)> Touched);

/// <summary>Writes commits. Everything here runs inside of work of the write queue.</summary>
internal static class CommitStore
{
    /// <summary>Reads a single value; null when it was never written.</summary>
    public static Task<string?> FactAsync(DbConnection connection, DbTransaction transaction, string name) =>
        connection.QueryFirstOrDefaultAsync<string?>("SELECT value FROM facts WHERE name = @name", new { name }, transaction);

    /// <summary>Writes a single value.</summary>
    public static Task SetFactAsync(DbConnection connection, DbTransaction transaction, string name, string value) => connection.ExecuteAsync(
        "INSERT INTO facts (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name, value }, transaction);

    /// <summary>Stores a good commit after all that are there; one that was refused before is good from now on.</summary>
    /// <returns>Its position.</returns>
    public static async Task<long> AddAsync(DbConnection connection, DbTransaction transaction, NewCommit commit, DateTimeOffset now)
    {
        var position = await UpsertAsync(connection, transaction, commit.Info, commit.Parent, "", now);
        await connection.ExecuteAsync(
            "UPDATE commits SET hosts = @hosts, converged_at = @converged WHERE id = @Id",
            new { hosts = commit.Touched.Count, converged = commit.Touched.Count == 0 ? now.UtcTicks : (long?)null, commit.Info.Id },
            transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO commit_hosts (commit_id, host, position, ring, fault) VALUES (@Id, @Host, @position, @Ring, @Fault)
            ON CONFLICT (commit_id, host) DO UPDATE SET position = excluded.position, ring = excluded.ring, fault = excluded.fault
            """,
            commit.Touched.Select(t => new { commit.Info.Id, t.Host, position, t.Ring, t.Fault }),
            transaction);
        return position;
    }

    /// <summary>Stores a commit that nobody follows.</summary>
    /// <returns>Whether that is news.</returns>
    public static async Task<bool> RefuseAsync(DbConnection connection, DbTransaction transaction, CommitInfo commit, string reason, DateTimeOffset now)
    {
        var known = await connection.QueryFirstOrDefaultAsync<string?>("SELECT refused_reason FROM commits WHERE id = @Id", new { commit.Id }, transaction);
        // A good commit that the branch was moved back to stays what it is; only the move is refused.
        if (known is not null && (known.Length == 0 || known == reason))
        {
            return false;
        }

        await UpsertAsync(connection, transaction, commit, "", reason, now);
        return true;
    }

    /// <summary>
    /// Forgets which hosts had commits that have long been everywhere. Of one that some host will never get, only those hosts are kept: they are
    /// why it is not everywhere. What a ring has still to prove is kept whole.
    /// </summary>
    public static Task PruneAsync(DbConnection connection, DbTransaction transaction, DateTimeOffset before) => connection.ExecuteAsync(
        """
        DELETE FROM commit_hosts WHERE commit_id IN (SELECT id FROM commits WHERE converged_at < @before)
            OR (applied_at IS NOT NULL AND position <= (SELECT coalesce(min(proven_position), 0) FROM rollout_rings)
                AND commit_id IN (SELECT id FROM commits WHERE seen_at < @before))
        """,
        new { before = before.UtcTicks },
        transaction);

    private static Task<long> UpsertAsync(DbConnection connection, DbTransaction transaction, CommitInfo commit, string parent, string refused, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO commits (id, parent, subject, author, authored_at, signed_by, seen_at, position, refused_reason)
            VALUES (@Id, @parent, @Subject, @Author, @authored, @signer, @now, (SELECT coalesce(max(position), 0) + 1 FROM commits), @refused)
            ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, signed_by = excluded.signed_by, position = excluded.position, refused_reason = excluded.refused_reason
            RETURNING position
            """,
            new { commit.Id, parent, commit.Subject, commit.Author, authored = commit.AuthoredAt.UtcTicks, signer = commit.SignedBy ?? "", now = now.UtcTicks, refused },
            transaction);
}
