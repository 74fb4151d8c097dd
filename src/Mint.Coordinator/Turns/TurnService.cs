using Mint.Coordinator.Store;

namespace Mint.Coordinator.Turns;

/// <summary>Lets turns be decided when a host asked, gave its turn back or moved, and when a turn may be over.</summary>
internal sealed partial class TurnService(TurnEngine engine, Signals signals, Lease lease, TimeProvider time, ILogger<TurnService> logger) : LeaderLoop(signals, lease, time)
{
    /// <inheritdoc/>
    protected override TimeSpan Looks { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override TimeSpan Gathers { get; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override bool GoesBy(string topic) => topic is SignalTopics.Turns;

    /// <inheritdoc/>
    protected override Task LookAsync(CancellationToken ct) => engine.EvaluateAsync(ct);

    /// <inheritdoc/>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Turns can't be decided: {Reason}")]
    protected override partial void LogAway(string reason, Exception? bug);
}
