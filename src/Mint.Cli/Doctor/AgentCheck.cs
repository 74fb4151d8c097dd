using Mint.Cli.Control;
using Mint.Cli.Printing;

namespace Mint.Cli.Doctor;

/// <summary>Whether the agent runs and answers.</summary>
internal sealed class AgentCheck(string socket, TimeProvider clock) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "agent";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct)
    {
        try
        {
            using var agent = await ControlClient.ConnectAsync(socket, ct);
            var status = await agent.StatusAsync(ct);
            var last = status.Loop.LastAt is { } at ? $", looked {new RelativeTime(clock).Ago(at)}" : "";
            return Finding.Ok($"running, version {status.Agent.Version}, {status.State}{last}");
        }
        catch (CommandException e)
        {
            return Finding.Fail(e.Message, e.Hint ?? "See why: journalctl -u mint-agent -n 50");
        }
    }
}
