using Mint.Cli.Configs;
using Mint.Cli.Planning;
using Mint.Cli.Reports;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Modules;
using Mint.Modules.Users;

namespace Mint.Cli.People;

/// <summary>What would change if somebody left: each host is compiled with the person and without, and the two are compared.</summary>
internal sealed class RemovalAnalysis(FleetUsers fleet, string name)
{
    private readonly GraphComparison comparison = new(ModuleCatalog.Providers);

    // Where a host says that this person may come in. Everything else that holds the name is for a person to judge.
    private readonly IReadOnlyList<string[]> keys = [["users", name], ["ssh", "allowed_users", name]];

    /// <summary>The answer.</summary>
    /// <exception cref="CommandException">Nobody is called so.</exception>
    public RemovalReport Run()
    {
        var person = new PeopleAnalysis(fleet).Person(name);
        var pairs = fleet.Hosts.Select(h => (Host: h, Without: fleet.Revision.Compile(new HostFacts(h.Host.Host), keys))).ToList();
        var report = new RemovalReport(
            name,
            [.. pairs.Select(p => Plan(p.Host, p.Without))],
            [.. pairs.Where(p => IsShutOut(p.Host, p.Without)).Select(p => p.Host.Host.Host)],
            fleet.Signers.Count == 1 && fleet.Signers.Contains(name),
            Mentioned(),
            person.SharedKeys,
            fleet.Unknown,
            fleet.Unread,
            []);
        var isThere = fleet.Unknown.Count > 0 || person.Logins.Any(l => l.Login.State != "absent");
        return report with { Steps = [.. RemovalSteps.Of(report, isThere)] };
    }

    /// <summary>The lines that name the person.</summary>
    public IReadOnlyList<MentionReport> Mentioned() => new Mentions(name).In(fleet.Trees);

    private PlanReport Plan(UsersOfHost host, CompiledHost without)
    {
        var policy = GuardPolicy.Of(host.Host.Settings);
        var changes = without.Host is null ? [] : comparison.Compare(host.Graph, without.Graph).Where(c => !IsDoneAlready(c, host.Graph)).ToList();
        return new PlanReport(
            host.Host.Host, null, null, changes, [], without.Graph.InOrder.Count, GraphComparison.Limits(changes, policy, new Release([])), [])
        {
            Problems = [.. without.Problems.Select(PlanMapping.Map)],
        };
    }

    /// <summary>Whether it takes a user away who is declared absent already.</summary>
    private static bool IsDoneAlready(PlannedChange change, ResourceGraph before) =>
        before.InOrder.Any(r => r.Spec is UserSpec { Present: false } && r.Id.ToString() == change.Resource);

    /// <summary>Without a configuration nothing is known of who comes in, which its problems say.</summary>
    private static bool IsShutOut(UsersOfHost host, CompiledHost without) =>
        without.Host is not null && host.WayIn.Count > 0 && UsersOfHost.WayInOf(without.Graph).Count == 0;
}
