using Mint.Coordinator.Store;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>Lets the reporter write, on the coordinator that holds the lease, soon after something moved.</summary>
internal sealed partial class StatusService(StatusReporter reporter, Signals signals, Lease lease, TimeProvider time, ILogger<StatusService> logger) : LeaderLoop(signals, lease, time)
{
    /// <inheritdoc/>
    protected override TimeSpan Looks { get; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override TimeSpan Gathers { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override bool GoesBy(string topic) => topic is SignalTopics.Commits or SignalTopics.Rollout;

    /// <inheritdoc/>
    protected override Task LookAsync(CancellationToken ct) => reporter.ReportAsync(ct);

    /// <inheritdoc/>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Statuses of commits can't be read: {Reason}")]
    protected override partial void LogAway(string reason, Exception? bug);
}
