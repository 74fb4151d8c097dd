using System.Data.Common;
using LibGit2Sharp;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;
using Mint.Platform.Git.Sync;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Mint.Coordinator.Commits;

/// <summary>Lets the follower look: at every poll, at once when a forge says that something was pushed, and only on the coordinator that holds the lease.</summary>
internal sealed partial class RepoFollowerService(
    RepoFollower follower, CoordinatorOptions options, Signals signals, Lease lease, TimeProvider time, ILogger<RepoFollowerService> logger) : BackgroundService
{
    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(1);

    // A forge may tell of one push several times.
    private static readonly TimeSpan Gathers = TimeSpan.FromMilliseconds(300);

    // Weather passes; a poll may be long.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly Nudge pushed = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = signals.Listen(Hear);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a bug of ours in one look must not end the coordinator; the next look may do
            catch (Exception failure)
#pragma warning restore CA1031
            {
                follower.Forget();
                LogFailed(failure.Message, failure is DbException or LibGit2SharpException or IOException ? null : failure);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        if (!lease.Held)
        {
            follower.Forget();
            await Task.Delay(Waits, time, ct);
            return;
        }

        var result = await follower.LookAsync(ct);
        await RestAsync(result is SyncResult.Failed && options.Poll > AfterFailure ? AfterFailure : Jittered(options.Poll), ct);
    }

    private async Task RestAsync(TimeSpan rest, CancellationToken ct)
    {
        var until = time.GetUtcNow() + rest;
        while (lease.Held && until - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            // In steps, so that a lost lease is noticed and nothing of ours is remembered beyond it.
            if (await pushed.WaitAsync(left < Waits ? left : Waits, time, ct))
            {
                await Task.Delay(Gathers, time, ct);
                return;
            }
        }
    }

    private static TimeSpan Jittered(TimeSpan poll) => poll * (0.9 + (Random.Shared.NextDouble() * 0.2));

    private Task Hear(Signal signal)
    {
        if (signal.Topic == SignalTopics.Pushed)
        {
            pushed.Give();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the config repo failed, trying again: {Reason}")]
    private partial void LogFailed(string reason, Exception? bug);
}
