using System.Data.Common;
using System.Threading.Channels;

namespace Mint.Coordinator.Store;

/// <summary>One piece of work of a transaction. It may be run twice, so it works on nothing but the store.</summary>
internal delegate Task StoreWork(DbConnection connection, DbTransaction transaction);

/// <summary>
/// Writes in groups: what comes while a transaction is being written goes into the next one together, so that ten thousand agents
/// cost hundreds of transactions and not ten thousand. A caller hears once its work is on disk.
/// </summary>
internal sealed partial class WriteQueue(Database database, TimeProvider time, ILogger<WriteQueue> logger) : BackgroundService
{
    private const int MostTogether = 500;

    private readonly Channel<Item> waiting = Channel.CreateBounded<Item>(new BoundedChannelOptions(20_000) { SingleReader = true });

    /// <summary>How many pieces of work wait, for metrics.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Hands over work and waits until it is on disk.</summary>
    /// <exception cref="DbException">The store could not be written; nothing of this work was kept.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the coordinator stops; the work may or may not be done.</exception>
    public async Task WriteAsync(StoreWork work, CancellationToken ct)
    {
        var item = new Item(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await waiting.Writer.WriteAsync(item, ct);
        await item.Done.Task.WaitAsync(ct);
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
            waiting.Writer.TryComplete();
            while (waiting.Reader.TryRead(out var left))
            {
                left.Done.TrySetCanceled(CancellationToken.None);
            }
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
        if (await TryAsync(group, ct) is not { } failure)
        {
            return;
        }

        if (group.Count == 1)
        {
            group[0].Done.TrySetException(failure);
            LogFailed(failure.Message);
            // A store that is away must not be hammered.
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
            return;
        }

        // One bad apple must not spoil the others.
        foreach (var item in group)
        {
            await WriteAsync([item], ct);
        }
    }

    private async Task<Exception?> TryAsync(List<Item> group, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            foreach (var item in group)
            {
                await item.Work(connection, transaction);
            }

            await transaction.CommitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            group.ForEach(item => item.Done.TrySetCanceled(ct));
            throw;
        }
#pragma warning disable CA1031 // whatever goes wrong is the caller's to hear; this loop serves all the others
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }

        group.ForEach(item => item.Done.TrySetResult());
        return null;
    }

    private sealed record Item(StoreWork Work, TaskCompletionSource Done);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not be written: {Reason}")]
    private partial void LogFailed(string reason);
}
