using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Rollouts;

/// <summary>Reads and writes rollouts. What writes runs inside of work of the write queue.</summary>
internal static class RolloutStore
{
    /// <summary>Reads the rollout with its rings.</summary>
    public static async Task<RolloutState> LoadAsync(DbConnection connection, DbTransaction? transaction)
    {
        var state = await connection.QuerySingleAsync<RolloutState>(
            "SELECT revision, commit_id AS CommitId, position, held, halted, halted_detail AS HaltedDetail FROM rollout WHERE id = 1", transaction: transaction);
        var rings = await connection.QueryAsync<RingState>(
            """
            SELECT name, ordinal, soak AS SoakTicks, max_unavailable AS MaxUnavailable, state, reason, detail, released_commit AS ReleasedCommit,
                released_position AS ReleasedPosition, proven_position AS ProvenPosition, released_at AS ReleasedAt, healthy_since AS HealthySince, promoted
            FROM rollout_rings ORDER BY ordinal
            """,
            transaction: transaction);
        return state with { Rings = rings.AsList() };
    }

    /// <summary>Notes a change; the row's lock also keeps two coordinators from changing it at once, so it comes first.</summary>
    public static Task TouchAsync(DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteAsync("UPDATE rollout SET revision = revision + 1 WHERE id = 1", transaction: transaction);

    /// <summary>Begins the rollout of a new commit: a halt of the one before ends with it, a person's hold does not.</summary>
    public static async Task BeginAsync(DbConnection connection, DbTransaction transaction, string commit, long position, IReadOnlyList<RingState> rings)
    {
        await TouchAsync(connection, transaction);
        var before = await LoadAsync(connection, transaction);
        await connection.ExecuteAsync("UPDATE rollout SET commit_id = @commit, position = @position, halted = '', halted_detail = '' WHERE id = 1", new { commit, position }, transaction);
        await DefineAsync(connection, transaction, before with { Halted = "", Rings = [.. before.Rings.Select(ring => ring with { Promoted = false })] }, rings);
    }

    /// <summary>Takes over the rings of mint.yaml; a halted rollout stays halted, for a person to promote. A ring that is new stands where the ring furthest behind stands.</summary>
    public static async Task DefineAsync(DbConnection connection, DbTransaction transaction, RolloutState before, IReadOnlyList<RingState> rings)
    {
        var behind = before.Rings.MinBy(ring => ring.ReleasedPosition) ?? new RingState();
        var model = behind with { State = GoOn(behind.State), Promoted = false };
        foreach (var gone in before.Rings.Where(ring => rings.All(other => other.Name != ring.Name)))
        {
            await connection.ExecuteAsync("DELETE FROM rollout_rings WHERE name = @Name", new { gone.Name }, transaction);
            await connection.ExecuteAsync("DELETE FROM rollout_baseline WHERE ring = @Name", new { gone.Name }, transaction);
        }

        foreach (var ring in rings)
        {
            var known = before.Rings.FirstOrDefault(other => other.Name == ring.Name) ?? model with { Name = ring.Name };
            await SaveAsync(connection, transaction, known with
            {
                Ordinal = ring.Ordinal,
                SoakTicks = ring.SoakTicks,
                MaxUnavailable = ring.MaxUnavailable,
                State = before.Halted.Length == 0 ? GoOn(known.State) : known.State,
            });
        }
    }

    /// <summary>Writes one ring.</summary>
    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, RingState ring) => connection.ExecuteAsync(
        """
        INSERT INTO rollout_rings (name, ordinal, soak, max_unavailable, state, reason, detail, released_commit, released_position, proven_position, released_at, healthy_since, promoted)
        VALUES (@Name, @Ordinal, @SoakTicks, @MaxUnavailable, @State, @Reason, @Detail, @ReleasedCommit, @ReleasedPosition, @ProvenPosition, @ReleasedAt, @HealthySince, @Promoted)
        ON CONFLICT (name) DO UPDATE SET ordinal = excluded.ordinal, soak = excluded.soak, max_unavailable = excluded.max_unavailable, state = excluded.state,
            reason = excluded.reason, detail = excluded.detail, released_commit = excluded.released_commit, released_position = excluded.released_position,
            proven_position = excluded.proven_position, released_at = excluded.released_at, healthy_since = excluded.healthy_since, promoted = excluded.promoted
        """,
        ring,
        transaction);

    /// <summary>Stops the rollout; an empty reason ends that.</summary>
    public static Task HaltAsync(DbConnection connection, DbTransaction transaction, string reason, string detail) =>
        connection.ExecuteAsync("UPDATE rollout SET halted = @reason, halted_detail = @detail WHERE id = 1", new { reason, detail }, transaction);

    /// <summary>Lets a person hold it; an empty reason ends that.</summary>
    public static Task HoldAsync(DbConnection connection, DbTransaction transaction, string held) =>
        connection.ExecuteAsync("UPDATE rollout SET held = @held WHERE id = 1", new { held }, transaction);

    /// <summary>
    /// Notes what is wrong in a ring now, so that only what comes after it is news. Hosts that fell silent during a release that never got well
    /// were not offline before: they are awaited.
    /// </summary>
    public static async Task TakeBaselineAsync(DbConnection connection, DbTransaction transaction, string ring, bool wasWell)
    {
        await connection.ExecuteAsync(
            wasWell ? "DELETE FROM rollout_baseline WHERE ring = @ring" : "DELETE FROM rollout_baseline WHERE ring = @ring AND what <> 'offline'", new { ring }, transaction);
        await connection.ExecuteAsync(
            """
            DELETE FROM rollout_baseline WHERE ring = @ring AND what = 'offline'
                AND host NOT IN (SELECT name FROM hosts WHERE state IN ('silent', 'absent', 'revoked'))
            """,
            new { ring },
            transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO rollout_baseline (ring, host, what, resource)
            SELECT @ring, name, CASE WHEN state = 'silent' AND @lost = 1 THEN 'lost' ELSE 'offline' END, '' FROM hosts
            WHERE ring = @ring AND state IN ('silent', 'absent', 'revoked')
                AND name NOT IN (SELECT host FROM rollout_baseline WHERE ring = @ring AND what = 'offline')
            """,
            new { ring, lost = wasWell ? 0 : 1 },
            transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO rollout_baseline (ring, host, what, resource)
            SELECT @ring, c.host, 'failed', c.resource FROM concerns c JOIN hosts h ON h.name = c.host WHERE h.ring = @ring AND c.condition = 'failed'
            """,
            new { ring },
            transaction);
    }

    /// <summary>Looks at a released ring.</summary>
    public static async Task<RingHealth> LookAsync(DbConnection connection, DbTransaction? transaction, RingState ring)
    {
        var range = new { ring = ring.Name, from = ring.ProvenPosition, to = ring.ReleasedPosition };
        var members = await connection.ExecuteScalarAsync<int>(
            """
            SELECT count(DISTINCT ch.host) FROM commit_hosts ch JOIN hosts h ON h.name = ch.host
            WHERE h.ring = @ring AND h.expected AND ch.position > @from AND ch.position <= @to
            """,
            range,
            transaction);
        var open = await connection.QueryAsync<string>(
            """
            SELECT DISTINCT ch.host FROM commit_hosts ch JOIN hosts h ON h.name = ch.host
            WHERE h.ring = @ring AND h.expected AND h.state <> 'revoked' AND ch.position > @from AND ch.position <= @to AND ch.applied_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM rollout_baseline b WHERE b.ring = @ring AND b.host = h.name AND b.what = 'offline')
            ORDER BY ch.host
            """,
            range,
            transaction);
        var unavailable = await connection.QueryAsync<string>(
            """
            SELECT h.name FROM hosts h WHERE h.ring = @ring AND h.expected AND h.state = 'silent'
                AND NOT EXISTS (SELECT 1 FROM rollout_baseline b WHERE b.ring = @ring AND b.host = h.name AND b.what IN ('offline', 'lost'))
            UNION
            SELECT h.name FROM hosts h JOIN concerns c ON c.host = h.name AND c.condition = 'failed' WHERE h.ring = @ring AND h.expected AND h.state <> 'revoked'
                AND NOT EXISTS (SELECT 1 FROM rollout_baseline b WHERE b.ring = @ring AND b.host = h.name AND b.what = 'failed' AND b.resource = c.resource)
            UNION
            SELECT ch.host FROM commit_hosts ch JOIN hosts h ON h.name = ch.host
            WHERE h.ring = @ring AND h.expected AND h.state <> 'revoked' AND ch.fault <> '' AND ch.position > @from AND ch.position <= @to AND ch.applied_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM commit_hosts newer WHERE newer.host = ch.host AND newer.position > ch.position AND newer.position <= @to)
            ORDER BY 1
            """,
            range,
            transaction);
        return new RingHealth(members, open.AsList(), unavailable.AsList());
    }

    /// <summary>Hosts of a ring that the commits touch which it was just released for.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="ring">The ring, released.</param>
    /// <param name="before">The position that it was released for before.</param>
    public static Task<IEnumerable<string>> ToWakeAsync(DbConnection connection, RingState ring, long before) => connection.QueryAsync<string>(
        """
        SELECT DISTINCT ch.host FROM commit_hosts ch JOIN hosts h ON h.name = ch.host
        WHERE h.ring = @Name AND h.expected AND ch.position > @before AND ch.position <= @ReleasedPosition AND ch.applied_at IS NULL ORDER BY ch.host
        """,
        new { ring.Name, before, ring.ReleasedPosition });

    private static string GoOn(string state) => state == RingState.Halted ? RingState.Rolling : state;
}
