using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>Takes in the state that hosts report, whole or as what changed.</summary>
internal sealed class ReportStore(WriteQueue queue, TimeProvider time)
{
    /// <summary>Stores a whole state; on disk when it returns.</summary>
    public Task StoreAsync(string host, FullReport report, CancellationToken ct)
    {
        var row = Parameters(host, report.Summary, report.StateHash);
        var (summary, inventory) = (report.Summary.ToByteArray(), Inventory.Pack(report.Resources));
        return queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(Update(), row, transaction);
                await KeepAsync(connection, transaction, host, summary, inventory);
                var before = await SinceAsync(connection, transaction, host);
                await connection.ExecuteAsync("DELETE FROM concerns WHERE host = @host", new { host }, transaction);
                await AddAsync(connection, transaction, host, report.Concerns, before);
                await connection.ExecuteAsync(WitnessedHead.RaiseOne, new { host }, transaction);
            },
            ct);
    }

    /// <summary>Stores what changed; on disk when it returns.</summary>
    /// <returns>False when the store has another state than the one that this builds on, or when both together are more than a host may have.</returns>
    public async Task<bool> StoreAsync(string host, ReportDelta delta, CancellationToken ct)
    {
        var fits = false;
        var row = Parameters(host, delta.Summary, delta.StateHash, delta.BaseHash);
        var summary = delta.Summary.ToByteArray();
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                var before = await SinceAsync(connection, transaction, host);
                var (few, inventory) = await ChangedInventoryAsync(connection, transaction, host, delta);
                fits = few && IsFew(before, delta) && await connection.ExecuteAsync(Update(" AND state_hash = @baseHash"), row, transaction) > 0;
                if (!fits)
                {
                    return;
                }

                await KeepAsync(connection, transaction, host, summary, inventory);
                await connection.ExecuteAsync(
                    "DELETE FROM concerns WHERE host = @host AND resource = @resource",
                    delta.EndedConcerns.Concat(delta.Concerns.Select(c => c.Resource)).Select(resource => new { host, resource }),
                    transaction);
                await AddAsync(connection, transaction, host, delta.Concerns, before);
                await connection.ExecuteAsync(WitnessedHead.RaiseOne, new { host }, transaction);
            },
            ct);
        return fits;
    }

    private static bool IsFew(Dictionary<(string Resource, string Condition), long> before, ReportDelta delta) =>
        before.Keys.Select(c => c.Resource).Except(delta.EndedConcerns).Union(delta.Concerns.Select(c => c.Resource)).Count() <= MessageLimits.MostConcerns;

    // A host that is revoked, or that the config repo does not know, stays so whatever it reports.
    private static string Update(string condition = "") => $"""
        UPDATE hosts SET
            state_since = CASE WHEN state = @state OR state IN ('revoked', 'unknown') THEN state_since ELSE @now END,
            reason = CASE WHEN state IN ('revoked', 'unknown') THEN reason ELSE @reason END,
            state = CASE WHEN state IN ('revoked', 'unknown') THEN state ELSE @state END,
            reported_state = @state, reported_reason = @reason, commit_id = @commit, accepted_commit = @accepted, state_hash = @hash,
            ok = @ok, pending = @pending, drifted = @drifted, held = @held, failed = @failed,
            agent_version = @version
        WHERE name = @host{condition}
        """;

    private object Parameters(string host, HostSummary summary, string hash, string baseHash = "") => new
    {
        host,
        now = time.GetUtcNow().UtcTicks,
        state = summary.State,
        reason = ReportedReason.Of(summary),
        commit = summary.Commit?.Id ?? "",
        accepted = summary.AcceptedCommit,
        hash,
        ok = (int)summary.ResourcesOk,
        pending = (int)summary.ResourcesPending,
        drifted = (int)summary.ResourcesDrifted,
        held = (int)summary.ResourcesHeld,
        failed = (int)summary.ResourcesFailed,
        version = summary.AgentVersion,
        baseHash,
    };

    // An inventory that is null stays as it is.
    private static Task<int> KeepAsync(DbConnection connection, DbTransaction transaction, string host, byte[] summary, byte[]? inventory) => connection.ExecuteAsync(
        """
        INSERT INTO host_reports (host, summary, inventory) VALUES (@host, @summary, @inventory)
        ON CONFLICT (host) DO UPDATE SET summary = excluded.summary, inventory = COALESCE(excluded.inventory, host_reports.inventory)
        """,
        new { host, summary, inventory },
        transaction);

    // Null for what stays as it is.
    private static async Task<(bool Few, byte[]? Inventory)> ChangedInventoryAsync(DbConnection connection, DbTransaction transaction, string host, ReportDelta delta)
    {
        if (delta.Resources.Count == 0 && delta.RemovedResources.Count == 0)
        {
            return (true, null);
        }

        var packed = await connection.ExecuteScalarAsync<byte[]?>("SELECT inventory FROM host_reports WHERE host = @host", new { host }, transaction);
        var resources = Inventory.Unpack(packed).DistinctBy(r => r.Resource).ToDictionary(r => r.Resource);
        foreach (var gone in delta.RemovedResources)
        {
            resources.Remove(gone);
        }

        foreach (var changed in delta.Resources)
        {
            resources[changed.Resource] = changed;
        }

        return resources.Count > MessageLimits.MostResources ? (false, null) : (true, Inventory.Pack(resources.Values));
    }

    private static async Task<Dictionary<(string Resource, string Condition), long>> SinceAsync(DbConnection connection, DbTransaction transaction, string host) =>
        (await connection.QueryAsync<(string Resource, string Condition, long Since)>(
            "SELECT resource, condition, since FROM concerns WHERE host = @host", new { host }, transaction))
        .ToDictionary(c => (c.Resource, c.Condition), c => c.Since);

    private Task<int> AddAsync(
        DbConnection connection, DbTransaction transaction, string host, IEnumerable<Concern> concerns, Dictionary<(string, string), long> before)
    {
        var now = time.GetUtcNow().UtcTicks;
        return connection.ExecuteAsync(
            """
            INSERT INTO concerns (host, resource, condition, message, until, origin, failure_kind, since)
            VALUES (@host, @Resource, @Condition, @Message, @until, @Origin, @FailureKind, @since)
            ON CONFLICT (host, resource) DO NOTHING
            """,
            concerns.Select(c => new
            {
                host,
                c.Resource,
                c.Condition,
                c.Message,
                until = c.Until?.ToDateTimeOffset().UtcTicks,
                c.Origin,
                c.FailureKind,
                since = before.TryGetValue((c.Resource, c.Condition), out var since) ? since : now,
            }),
            transaction);
    }
}
