using System.Globalization;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Commits;

/// <summary>How the config repo stands, as the coordinator that follows it wrote down for all.</summary>
/// <param name="Head">The newest good commit's id; empty before the first.</param>
/// <param name="SyncedAt">When Git was last reached; null when it never was.</param>
/// <param name="Error">What was wrong at the last look; empty when nothing was.</param>
internal sealed record RepoFacts(string Head, DateTimeOffset? SyncedAt, string Error);

/// <summary>Remembers how following the config repo goes.</summary>
internal sealed class RepoStatus(Database database, WriteQueue queue, TimeProvider time)
{
    /// <summary>The fact that holds the newest good commit's id.</summary>
    public const string HeadFact = "repo.head";

    private const string SyncedFact = "repo.synced_at";
    private const string ErrorFact = "repo.error";

    private string? lastError;

    /// <summary>Reads it.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task<RepoFacts> GetAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var facts = (await connection.QueryAsync<(string Name, string Value)>(
            new CommandDefinition("SELECT name, value FROM facts WHERE name LIKE 'repo.%'", cancellationToken: ct))).ToDictionary(f => f.Name, f => f.Value);
        return new RepoFacts(
            facts.GetValueOrDefault(HeadFact, ""),
            facts.TryGetValue(SyncedFact, out var at) ? new DateTimeOffset(long.Parse(at, CultureInfo.InvariantCulture), TimeSpan.Zero) : null,
            facts.GetValueOrDefault(ErrorFact, ""));
    }

    /// <summary>Git answered.</summary>
    public Task ReachedAsync(CancellationToken ct)
    {
        lastError = "";
        var now = time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
        return queue.WriteAsync(
            async (connection, transaction) =>
            {
                await CommitStore.SetFactAsync(connection, transaction, SyncedFact, now);
                await CommitStore.SetFactAsync(connection, transaction, ErrorFact, "");
            },
            ct);
    }

    /// <summary>Git did not answer.</summary>
    public Task FailedAsync(string error, CancellationToken ct)
    {
        if (lastError == error)
        {
            return Task.CompletedTask;
        }

        lastError = error;
        return queue.WriteAsync((connection, transaction) => CommitStore.SetFactAsync(connection, transaction, ErrorFact, error), ct);
    }
}
