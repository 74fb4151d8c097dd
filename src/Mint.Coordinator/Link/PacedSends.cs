using System.Threading.Channels;

namespace Mint.Coordinator.Link;

/// <summary>
/// Sends to many agents, one after the other: what they are told makes each ask the Git server and report, and thousands at the same instant
/// would keep both, and everybody who asks something, waiting. A fleet of hundreds notices nothing.
/// </summary>
internal sealed partial class PacedSends(TimeProvider time, ILogger<PacedSends> logger) : BackgroundService
{
    /// <summary>So many agents are told at once, before a pause.</summary>
    internal const int Together = 50;

    /// <summary>The pause: 500 agents a second.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Func<bool>> waiting = Channel.CreateUnbounded<Func<bool>>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Takes one in.</summary>
    /// <param name="send">Sends when its turn has come; false when there is nothing to send any more.</param>
    public void Add(Func<bool> send) => waiting.Writer.TryWrite(send);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sent = 0;
        await foreach (var send in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (Try(send) && ++sent == Together)
            {
                sent = 0;
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private bool Try(Func<bool> send)
    {
        try
        {
            return send();
        }
#pragma warning disable CA1031 // one stream's trouble must not keep the others waiting
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(failure);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An agent can't be told")]
    private partial void LogFailed(Exception failure);
}
