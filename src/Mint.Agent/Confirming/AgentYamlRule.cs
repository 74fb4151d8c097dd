using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Planning;

namespace Mint.Agent.Confirming;

/// <summary>
/// Holds changes of the way in while agent.yaml is not the one that this process runs with: the checks would ask the coordinator and the Git
/// remote of before, which prove nothing of the new ones.
/// </summary>
/// <param name="path">agent.yaml.</param>
/// <param name="host">The host.</param>
internal sealed class AgentYamlRule(string path, IHostReader host) : IGuardRule
{
    private readonly string? running = host.HashFile(path);
    private readonly ResourceId id = new("file", path);

    public IEnumerable<Hold> Review(IReadOnlyList<Change> changes, ResourceGraph desired, Release release)
    {
        var why = changes.FirstOrDefault(c => c.Id == id && c.Action is ChangeAction.Create or ChangeAction.Update) is { } moves
            ? $"it touches the way in, and the same commit changes {path} ({moves.Origin}), which names the coordinator and the Git remote: that comes first, then the agent is restarted, then this"
            : host.HashFile(path) != running ? $"it touches the way in, and {path} was changed since the agent began: restart the agent first" : null;
        return why is null ? [] : changes.Where(c => c.TouchesWayIn).Select(c => new Hold(c, HoldKind.WayIn, why, null));
    }
}
