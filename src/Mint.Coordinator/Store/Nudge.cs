using System.Threading.Channels;

namespace Mint.Coordinator.Store;

/// <summary>Wakes one loop: any number of nudges while it is busy count as one.</summary>
internal sealed class Nudge
{
    private readonly Channel<bool> nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something to do.</summary>
    public void Give() => nudges.Writer.TryWrite(true);

    /// <summary>Waits for a nudge or for a time to pass.</summary>
    /// <returns>Whether a nudge came.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await nudges.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
