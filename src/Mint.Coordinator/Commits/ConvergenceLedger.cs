using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Commits;

/// <summary>Notes which hosts have which commits in force. What was noted once stays.</summary>
internal sealed class ConvergenceLedger(Database database, WriteQueue queue, Signals signals, TimeProvider time)
{
    // Both engines bound the number of parameters.
    private const int MostNames = 500;

    private const string HasIt =
        """
        applied_at IS NULL AND EXISTS (
            SELECT 1 FROM hosts h JOIN commits c ON c.id = h.commit_id
            WHERE h.name = commit_hosts.host AND h.reported_state = 'converged' AND c.refused_reason = '' AND c.position >= commit_hosts.position)
        """;

    private const string Everywhere =
        """
        converged_at IS NULL AND refused_reason = '' AND NOT EXISTS (
            SELECT 1 FROM commit_hosts ch JOIN hosts h ON h.name = ch.host WHERE ch.commit_id = commits.id AND ch.applied_at IS NULL AND h.expected)
        """;

    /// <summary>Looks at some hosts, whose rows changed.</summary>
    /// <exception cref="DbException">The store can't be reached or written.</exception>
    public async Task NoteAsync(IReadOnlyCollection<string> hosts, CancellationToken ct)
    {
        foreach (var names in hosts.Chunk(MostNames))
        {
            var parameters = new DynamicParameters();
            await NoteAsync($"{HasIt} AND host IN {parameters.AddList("host", names)}", parameters, ct);
        }
    }

    /// <summary>Looks at all hosts: what signals missed.</summary>
    /// <exception cref="DbException">The store can't be reached or written.</exception>
    public Task NoteAllAsync(CancellationToken ct) => NoteAsync(HasIt, new DynamicParameters(), ct);

    private async Task NoteAsync(string which, DynamicParameters names, CancellationToken ct)
    {
        await using (var connection = await database.OpenAsync(ct))
        {
            if (!await connection.ExecuteScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM commit_hosts WHERE {which}) OR EXISTS (SELECT 1 FROM commits WHERE {Everywhere})", names))
            {
                return;
            }
        }

        var changed = new HashSet<string>();
        var now = time.GetUtcNow().UtcTicks;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                changed.Clear();
                var parameters = new DynamicParameters(names);
                parameters.Add("now", now);
                changed.UnionWith(await connection.QueryAsync<string>($"UPDATE commit_hosts SET applied_at = @now WHERE {which} RETURNING commit_id", parameters, transaction));
                changed.UnionWith(await connection.QueryAsync<string>($"UPDATE commits SET converged_at = @now WHERE {Everywhere} RETURNING id", new { now }, transaction));
            },
            ct);
        await signals.SendAsync(SignalTopics.Commits, changed, ct);
    }
}
