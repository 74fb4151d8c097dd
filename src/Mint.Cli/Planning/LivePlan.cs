using Mint.Cli.Configs;
using Mint.Cli.Reports;
using Mint.Core;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Modules;
using Mint.Platform.Linux;
using Mint.Platform.Secrets;

namespace Mint.Cli.Planning;

/// <summary>
/// Plans this machine, in this process: needs no agent, and holds a reader only, so it can't change anything.
/// </summary>
internal static class LivePlan
{
    /// <summary>Makes the plan.</summary>
    /// <param name="request">What to plan.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ct">Checked between resources.</param>
    /// <exception cref="CommandException">The configuration can't be had.</exception>
    public static async Task<PlanReport> MakeAsync(LivePlanRequest request, TimeProvider clock, CancellationToken ct)
    {
        using var source = LivePlanSource.Open(request);
        var reader = new LinuxHostReader(clock);
        ProcessMemory.KeepToOurselves();
        var compiled = new ConfigRevision(source.Files, new HostSecrets()).Compile(MachineFacts.Read(source.Host, reader) with { Peers = PeersFact.Read(source.Ledger).At(clock.GetUtcNow()) });
        if (compiled.Host is not { } host || compiled.Problems.Count > 0)
        {
            return Broken(source, compiled);
        }

        var desired = new DesiredState(source.Commit, compiled.Graph, ModuleCatalog.Providers, source.Key);
        var plan = await new Planner(ModuleCatalog.Providers).PlanAsync(desired, reader, source.Ledger, null, ct);
        var policy = GuardPolicy.Of(host.Settings, host.Fleet.Config);
        var now = clock.GetUtcNow();
        var turn = !source.AsksForTurns || TurnFact.Read(source.Ledger).IsMine(now) ? TurnStanding.Mine : TurnStanding.Waits("waits for its turn, which the coordinator grants");
        var input = new GuardInput(desired, policy, now, source.Ledger.ReadPause(), source.Ledger.ReadTroubles(), RetryNow: false, turn);
        var guarded = new Guard([]).Review(plan, input);
        return PlanMapping.Map(source.Host, source.Commit, guarded, policy, source.KnowsLedger, source.Notes);
    }

    private static PlanReport Broken(LivePlanSource source, CompiledHost compiled) => new(
        source.Host,
        null,
        source.Commit is { } commit ? PlanMapping.Map(commit) : null,
        [],
        [],
        0,
        PlanMapping.Limits([], GuardPolicy.Default),
        source.Notes)
    {
        Problems = [.. compiled.Problems.Select(PlanMapping.Map)],
    };
}

/// <summary>What to plan.</summary>
/// <param name="ConfigPath">The agent's own configuration.</param>
/// <param name="Repo">A working tree to plan for; null for the commit that the agent accepted.</param>
/// <param name="Host">The host's name; null for the one in the agent's configuration.</param>
internal sealed record LivePlanRequest(string ConfigPath, string? Repo, string? Host);
