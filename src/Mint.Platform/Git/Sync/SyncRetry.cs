using Mint.Core.Providers;
using Polly;
using Polly.Retry;

namespace Mint.Platform.Git.Sync;

/// <summary>How a look at the remote is tried again: only for what passes by itself, and never for long, since the next poll comes anyway.</summary>
public static class SyncRetry
{
    /// <summary>Three more tries after about 2, 4 and 8 s, with jitter, at most 30 s apart.</summary>
    /// <param name="clock">For the waits between.</param>
    public static ResiliencePipeline<SyncResult> Pipeline(TimeProvider clock) =>
        new ResiliencePipelineBuilder<SyncResult> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<SyncResult>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is SyncResult.Failed { Kind: FailureKind.Retry }),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(2),
                MaxDelay = TimeSpan.FromSeconds(30),
                MaxRetryAttempts = 3,
            })
            .Build();
}
