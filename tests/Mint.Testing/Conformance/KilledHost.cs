using Mint.Core.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>The agent dies at a chosen change: from then on nothing more reaches the host, not even what a finally block wants.</summary>
/// <param name="host">The host.</param>
/// <param name="killAt">The change, from 1.</param>
/// <param name="performed">Whether that change was still made.</param>
internal sealed class KilledHost(IHost host, int killAt, bool performed) : InterceptingHost(host)
{
    private int changes;

    /// <summary>Whether the agent lived long enough to die here.</summary>
    public bool Killed { get; private set; }

    protected override void Before()
    {
        changes++;
        if (Killed || (!performed && changes == killAt))
        {
            Kill();
        }
    }

    protected override void After()
    {
        if (performed && changes == killAt)
        {
            Kill();
        }
    }

    private void Kill()
    {
        Killed = true;
        throw new AgentKilledException();
    }
}

/// <summary>Stands for the end of the process; no provider may catch it.</summary>
public sealed class AgentKilledException() : Exception("the agent was killed here");
