using Mint.Coordinator.Store;

namespace Mint.Coordinator.Rollouts;

/// <summary>Lets the rollout move when hosts or people moved, and when a soak time may have ended.</summary>
internal sealed partial class RolloutService(RolloutEngine engine, Signals signals, Lease lease, TimeProvider time, ILogger<RolloutService> logger) : LeaderLoop(signals, lease, time)
{
    /// <inheritdoc/>
    protected override TimeSpan Looks { get; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override TimeSpan Gathers { get; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override bool GoesBy(string topic) => topic is SignalTopics.Hosts or SignalTopics.Commits or SignalTopics.Rollout;

    /// <inheritdoc/>
    protected override Task LookAsync(CancellationToken ct) => engine.EvaluateAsync(ct);

    /// <inheritdoc/>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The rollout can't be looked at: {Reason}")]
    protected override partial void LogAway(string reason, Exception? bug);
}
