namespace Mint.Coordinator.Store;

/// <summary>Signals of a coordinator that is alone.</summary>
internal sealed class LocalSignals(ILogger<Signals> logger) : Signals(logger)
{
    /// <inheritdoc/>
    public override Task SendAsync(Signal signal, CancellationToken ct) => DeliverAsync(signal);
}
