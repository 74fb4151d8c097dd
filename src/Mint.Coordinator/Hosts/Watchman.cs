using System.Data.Common;
using Dapper;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Hosts;

/// <summary>
/// Looks at every host again and again, so that what a host can't say itself is a state as well: silent, absent, behind. Only the holder of
/// the lease does it.
/// </summary>
internal sealed partial class Watchman(
    Database database, WriteQueue queue, Signals signals, EventLog events, Lease lease, CoordinatorOptions options, TimeProvider time, ILogger<Watchman> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long a converged host may stay with an older commit before it is called behind; longer than any poll of an agent's.</summary>
    private static readonly TimeSpan BehindAfter = TimeSpan.FromMinutes(10);

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    """
                    UPDATE hosts SET connected_to = '', session_id = ''
                    WHERE connected_to <> '' AND connected_to NOT IN (SELECT holder FROM leases WHERE name LIKE 'instance/%' AND until > @now)
                    """,
                    new { now = now.UtcTicks },
                    transaction);
                await connection.ExecuteAsync(WitnessedHead.Raise, transaction: transaction);
            },
            ct);
        var changed = await JudgeAsync(now, ct);
        if (changed.Count > 0)
        {
            await signals.SendAsync(SignalTopics.Hosts, changed.Select(c => c.Host), ct);
        }

        foreach (var change in changed)
        {
            await TellAsync(change, ct);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.SilentAfter / 4 < LongestPause ? options.SilentAfter / 4 : LongestPause;
        using var timer = new PeriodicTimer(pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (lease.Held)
                {
                    await LookAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // whatever it is, the next look tries again; ended, this would take the whole coordinator with it
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
            }
        }
    }

    private async Task<List<Change>> JudgeAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rules = await RulesAsync(connection, now);
        var rows = await connection.QueryAsync<HostRow>(new CommandDefinition($"SELECT {HostRow.Columns} FROM hosts", cancellationToken: ct));
        var judged = rows
            .Select(row => new Change(row.Name, row.State, row.StateHash, Standing.Of(row, rules)))
            .Where(c => c.Now.State != c.Before)
            .ToList();
        return judged.Count == 0 ? judged : await KeepAsync(judged, now, ct);
    }

    // What a report changed meanwhile is newer than what was judged here.
    private async Task<List<Change>> KeepAsync(List<Change> judged, DateTimeOffset now, CancellationToken ct)
    {
        var changed = new List<Change>();
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                changed.Clear();
                foreach (var change in judged)
                {
                    var kept = await connection.ExecuteAsync(
                        "UPDATE hosts SET state = @State, reason = @Reason, state_since = @at WHERE name = @Host AND state = @Before AND state_hash = @StateHash",
                        new { change.Host, change.Before, change.StateHash, change.Now.State, change.Now.Reason, at = now.UtcTicks },
                        transaction);
                    if (kept > 0)
                    {
                        changed.Add(change);
                    }
                }
            },
            ct);
        return changed;
    }

    private async Task<StandingRules> RulesAsync(DbConnection connection, DateTimeOffset now)
    {
        var expected = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM hosts WHERE expected");
        var due = await DueCommits.ReadAsync(connection, now - BehindAfter);
        return new StandingRules(now, lease.Since, options.SilentAfter, expected > 0, due.IsBehind);
    }

    private async Task TellAsync(Change change, CancellationToken ct)
    {
        if (change.Now.State == Standing.Silent)
        {
            LogSilent(change.Host);
            await events.TellAsync(change.Host, "silence", "silent", $"{change.Host} is silent: {change.Now.Reason}", commit: "", ct);
        }
        else if (change.Before == Standing.Silent && change.Now.State is not (Standing.Revoked or Standing.Unknown))
        {
            await events.TellAsync(change.Host, "silence", "returned", $"{change.Host} is heard again", commit: "", ct);
        }
    }

    private sealed record Change(string Host, string Before, string StateHash, Standing Now);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host} is silent")]
    private partial void LogSilent(string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hosts can't be looked at: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
