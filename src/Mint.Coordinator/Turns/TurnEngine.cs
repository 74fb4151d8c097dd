using System.Data.Common;
using Mint.Coordinator.Events;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Turns;

/// <summary>Decides whose turn it is. All of its state is in the store, and what it decides is decided again inside of the transaction that writes it.</summary>
internal sealed partial class TurnEngine(Database database, WriteQueue queue, Signals signals, EventLog events, TimeProvider time, ILogger<TurnEngine> logger)
{
    /// <summary>Looks, and decides what is to be decided. For the coordinator that holds the lease.</summary>
    /// <exception cref="DbException">The store can't be reached or written.</exception>
    public async Task EvaluateAsync(CancellationToken ct)
    {
        await using (var connection = await database.OpenAsync(ct))
        {
            if (new TurnRules(time.GetUtcNow()).Work(await TurnStore.LoadAsync(connection, null)).IsQuiet)
            {
                return;
            }
        }

        var done = new TurnRules(time.GetUtcNow());
        await queue.WriteAsync(async (connection, transaction) => done = await WriteAsync(connection, transaction), ct);
        await TellAsync(done, ct);
    }

    private async Task<TurnRules> WriteAsync(DbConnection connection, DbTransaction transaction)
    {
        var now = time.GetUtcNow();
        await TurnStore.TouchAsync(connection, transaction, now);
        var rows = await TurnStore.LoadAsync(connection, transaction);
        var rules = new TurnRules(now).Work(rows);
        var before = rows.ToDictionary(row => row.Host, StringComparer.Ordinal);
        foreach (var row in rules.Changed)
        {
            await TurnStore.SaveAsync(connection, transaction, before[row.Host], row);
        }

        foreach (var row in rules.Dropped)
        {
            await TurnStore.DropAsync(connection, transaction, row.Host);
        }

        return rules;
    }

    private async Task TellAsync(TurnRules done, CancellationToken ct)
    {
        await signals.SendAsync(SignalTopics.Turns, done.Changed.Concat(done.Dropped).Select(row => row.Host), ct);
        foreach (var row in done.Granted)
        {
            LogGranted(row.Host, row.Purpose);
            await events.TellAsync(row.Host, "turn", "granted", $"it is the turn of {row.Host}: {row.Purpose}", commit: "", ct);
        }

        foreach (var row in done.Late)
        {
            LogLate(row.Host);
            await events.TellAsync(row.Host, "turn", "overdue", $"{row.Host} {row.Detail}; others wait for it", commit: "", ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "It is the turn of {Host}: {Purpose}")]
    private partial void LogGranted(string host, string purpose);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Host} has not come back from its turn; others wait for it")]
    private partial void LogLate(string host);
}
