using Mint.Agent.Configuration;
using Mint.Agent.Link;

namespace Mint.Agent.Loop;

/// <summary>
/// Asks Git at its own pace, apart from the loop: a remote that hangs must not keep drift from being repaired.
/// </summary>
internal sealed class CommitPoller(CommitIntake intake, WakeQueue queue, RolloutGate gate, AgentOptions options, TimeProvider time) : BackgroundService
{
    /// <summary>Asks now and waits for the answer; what is new is in force when it returns.</summary>
    public async Task PollAsync(CancellationToken ct)
    {
        if (await intake.SyncAsync(ct))
        {
            queue.Add(new Wake { Moved = true });
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await intake.Recovered.WaitAsync(stoppingToken);
        await gate.OpenForTheFirstAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await PollAsync(stoppingToken);
            await Task.Delay(Splay.Of(options.Poll), time, stoppingToken);
        }
    }
}
