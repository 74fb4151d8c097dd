using System.Data.Common;
using System.Threading.Channels;

namespace Mint.Coordinator.Store;

/// <summary>One piece of work of a transaction. It may be run twice, so it works on nothing but the store; what it throws undoes it alone.</summary>
internal delegate Task StoreWork(DbConnection connection, DbTransaction transaction);

/// <summary>
/// Writes in groups: what comes while a transaction is being written goes into the next one together, so that ten thousand agents
/// cost hundreds of transactions and not ten thousand. A caller hears once its work is on disk.
/// </summary>
internal sealed class WriteQueue(Database database, TimeProvider time, ILogger<WriteQueue> logger) : BackgroundService
{
    private const int MostTogether = 500;
    private const string Mark = "w";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly WriteOutage outage = new(time, logger);
    private readonly Channel<Item> waiting = Channel.CreateBounded<Item>(20_000);

    /// <summary>How many pieces of work wait, for metrics.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Since when the store takes no writes; null while it does.</summary>
    public DateTimeOffset? FailsSince => outage.Since;

    /// <summary>Hands over work and waits until it is on disk.</summary>
    /// <exception cref="DbException">The store could not be written; nothing of this work was kept. Whatever else the work throws comes to the caller too.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the coordinator stops; the work may or may not be done.</exception>
    public async Task WriteAsync(StoreWork work, CancellationToken ct)
    {
        var item = new Item(work);
        await waiting.Writer.WriteAsync(item, ct);
        await item.Done.Task.WaitAsync(ct);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Stopped before it began, it never ran, and let nobody go.
        LetGo();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await WriteAsync(TakeGroup(), stoppingToken);
            }
        }
        finally
        {
            LetGo();
        }
    }

    private void LetGo()
    {
        waiting.Writer.TryComplete();
        while (waiting.Reader.TryRead(out var left))
        {
            left.Done.TrySetCanceled(CancellationToken.None);
        }
    }

    private List<Item> TakeGroup()
    {
        var group = new List<Item>();
        while (group.Count < MostTogether && waiting.Reader.TryRead(out var item))
        {
            group.Add(item);
        }

        return group;
    }

    private async Task WriteAsync(List<Item> group, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            foreach (var item in group)
            {
                item.Failure = await TryAsync(item.Work, connection, transaction, ct);
            }

            await transaction.CommitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            group.ForEach(item => item.Done.TrySetCanceled(ct));
            throw;
        }
#pragma warning disable CA1031 // whatever goes wrong is the callers' to hear; this loop serves all the others
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var away = failure as DbException ?? new StoreException(failure.Message, failure);
            group.ForEach(item => item.Done.TrySetException(away));
            outage.Fail(failure.Message);
            // A store that is away must not be hammered.
            await Task.Delay(Pause, time, ct);
            return;
        }

        await SettleAsync(group, ct);
    }

    private async Task SettleAsync(List<Item> group, CancellationToken ct)
    {
        // Another coordinator stood in the way, which says nothing against the work.
        var again = group.Where(item => item is { Failure: DbException { IsTransient: true }, Again: false }).ToList();
        Judge(group);
        foreach (var item in group.Except(again))
        {
            item.Settle();
        }

        if (again.Count > 0)
        {
            again.ForEach(item => item.Again = true);
            await WriteAsync(again, ct);
        }
    }

    // A full disk may undo one statement, and let the transaction go on.
    private void Judge(List<Item> group)
    {
        if (group.Select(item => item.Failure).FirstOrDefault(f => f is not null && database.CanNotWrite(f)) is { } refused)
        {
            outage.Fail(refused.Message);
        }
        else if (group.Exists(item => item.Failure is null))
        {
            outage.Succeed();
        }
    }

    // What fails is undone alone: one bad apple must not spoil the others, nor hold them up.
    private static async Task<Exception?> TryAsync(StoreWork work, DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        await transaction.SaveAsync(Mark, ct);
        try
        {
            await work(connection, transaction);
            await transaction.ReleaseAsync(Mark, ct);
            return null;
        }
#pragma warning disable CA1031 // whatever goes wrong is the caller's to hear
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (!await IsUndoneAsync(transaction, ct))
            {
                throw;
            }

            return failure;
        }
    }

    private static async Task<bool> IsUndoneAsync(DbTransaction transaction, CancellationToken ct)
    {
        try
        {
            await transaction.RollbackAsync(Mark, ct);
            await transaction.ReleaseAsync(Mark, ct);
            return true;
        }
        catch (Exception lost) when (lost is DbException or InvalidOperationException)
        {
            // The connection broke, or the engine gave the whole transaction up; what the work met says more.
            return false;
        }
    }

    private sealed class Item(StoreWork work)
    {
        public StoreWork Work => work;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public bool Again { get; set; }

        public void Settle()
        {
            if (Failure is null)
            {
                Done.TrySetResult();
            }
            else
            {
                Done.TrySetException(Failure);
            }
        }
    }
}
