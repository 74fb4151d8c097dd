using System.Threading.Channels;

namespace Mint.Agent.Link;

/// <summary>Tells one waiter that there is something to do; rung often while nobody waits, it is heard once.</summary>
internal sealed class Bell(TimeProvider time)
{
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rings.</summary>
    public void Ring() => rung.Writer.TryWrite(true);

    /// <summary>Waits for it.</summary>
    public async Task WaitAsync(CancellationToken ct) => await rung.Reader.ReadAsync(ct);

    /// <summary>Waits for it, but not longer than this.</summary>
    /// <returns>Whether it rang.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(longest > TimeSpan.Zero ? longest : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
