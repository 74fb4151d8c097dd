namespace Mint.Agent.Loop;

/// <summary>Gathers reasons to turn until the loop takes them, all in one.</summary>
internal sealed class WakeQueue(TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim signal = new(0);
    private Wake? pending;

    /// <summary>Adds a reason.</summary>
    public void Add(Wake wake)
    {
        lock (gate)
        {
            var first = pending is null;
            pending = pending?.Merge(wake) ?? wake;
            if (first)
            {
                signal.Release();
            }
        }
    }

    /// <summary>Waits for a reason, at most this long; null when none came.</summary>
    public async Task<Wake?> TakeAsync(TimeSpan wait, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }

        lock (gate)
        {
            (var taken, pending) = (pending, null);
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => signal.Dispose();
}
