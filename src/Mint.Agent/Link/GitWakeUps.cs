using Mint.Agent.Loop;
using Mint.Core.Providers;

namespace Mint.Agent.Link;

/// <summary>Asks Git when the coordinator says so; however often it does, at most once in a second.</summary>
internal sealed partial class GitWakeUps(CommitPoller poller, CommitIntake intake, TimeProvider time, ILogger<GitWakeUps> logger) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Bell bell = new(time);

    /// <summary>Wants Git to be asked soon.</summary>
    public void Ask() => bell.Ring();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await intake.Recovered.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await bell.WaitAsync(stoppingToken);
            try
            {
                await poller.PollAsync(stoppingToken);
            }
            catch (ResourceException failure)
            {
                LogFailed(failure.Message); // the ledger can't be written; the next poll tries again
            }

            await Task.Delay(Apart, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Git was asked for the coordinator, and what it said could not be kept: {Reason}")]
    private partial void LogFailed(string reason);
}
