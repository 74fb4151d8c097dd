using Mint.Core.Confirming;
using Mint.Platform.Git.Sync;

namespace Mint.Agent.Confirming;

/// <summary>Whether the host reaches the Git remote, over a connection of its own.</summary>
internal sealed class GitCheck(IConfigSource source) : IWayInCheck
{
    public string Name => "git";

    public async ValueTask<WayInVerdict> CheckAsync(WayInTargets targets, CancellationToken ct) => await source.ProbeAsync(ct) switch
    {
        { Local: true } => new WayInVerdict(WayInOutcome.Unavailable, "the repository lies on this host, which proves nothing"),
        { Failure: { } failure } => new WayInVerdict(WayInOutcome.Failed, $"the host could not reach Git: {failure}"),
        _ => new WayInVerdict(WayInOutcome.Passed, "the host reaches Git"),
    };
}
