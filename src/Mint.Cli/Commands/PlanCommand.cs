using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.Planning;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Platform.Configuration;

namespace Mint.Cli.Commands;

/// <summary><c>mint plan</c>: what would change, on this host or between two revisions.</summary>
internal sealed class PlanCommand
{
    private readonly Shell shell;
    private readonly Option<string?> repo = RepoOptions.Repo();
    private readonly Option<string?> host = new("--host") { Description = "The host; on a host, the agent's own configuration names it.", HelpName = "name" };
    private readonly Option<bool> all = new("--all") { Description = "Every host of the config repo; needs --from and --to." };
    private readonly Option<string?> from = new("--from") { Description = "Compare from this revision (a branch, tag or commit), without looking at any host.", HelpName = "rev" };
    private readonly Option<string?> to = new("--to") { Description = "Compare to this revision.", HelpName = "rev" };
    private readonly Option<bool> brief = new("--brief") { Description = "One line for each change, without differences." };
    private readonly Option<string> config = new("--config") { Description = "The agent's own configuration.", HelpName = "path", DefaultValueFactory = _ => AgentSettings.DefaultPath };

    private PlanCommand(Shell shell)
    {
        this.shell = shell;
        host.CompletionSources.Add(_ => RepoOptions.HostNames());
    }

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var plan = new PlanCommand(shell);
        var command = new Command(
            "plan",
            "What would change, without changing anything. On a host: a live look at it, also as an ordinary user, as far as it can read. "
            + "On a laptop, with --from and --to: what the commits between two revisions would change on each host.")
        {
            plan.host, plan.all, plan.from, plan.to, plan.repo, plan.brief, plan.config,
        };
        command.Validators.Add(result => plan.Check(result));
        command.SetAction(plan.RunAsync);
        return command.WithExamples(
            "0 nothing to do, 1 error, or something could not be looked at and nothing else is to do, 2 changes, 64 wrong command line",
            ("sudo mint plan", "this host against the commit that the agent accepted"),
            ("mint plan --repo ~/config --host web-01", "this host against a working tree"),
            ("mint plan --all --from main --to HEAD", "what a pull request would change, host by host"));
    }

    private void Check(System.CommandLine.Parsing.CommandResult result)
    {
        var (hasFrom, hasTo, hasAll, hasHost) =
            (result.GetValue(from) is not null, result.GetValue(to) is not null, result.GetValue(all), result.GetValue(host) is not null);
        if (hasFrom != hasTo)
        {
            result.AddError("--from and --to go together.");
        }
        else if (hasAll && !hasFrom)
        {
            result.AddError("--all compares revisions: give --from and --to.");
        }
        else if (hasFrom && hasAll == hasHost)
        {
            result.AddError("Between revisions, name one host with --host, or give --all.");
        }
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken ct)
    {
        if (parse.GetValue(from) is not { } old || parse.GetValue(to) is not { } wanted)
        {
            var request = new LivePlanRequest(parse.GetRequiredValue(config), parse.GetValue(repo), parse.GetValue(host));
            return Print(parse, await LivePlan.MakeAsync(request, shell.Clock, ct));
        }

        using var planner = RevisionPlanner.Open(RepoDirectory.Find(parse.GetValue(repo)), old, wanted);
        return parse.GetValue(host) is { } name
            ? Print(parse, planner.Plan(name))
            : PrintAll(parse, new FleetPlan([.. planner.HostNames.Select(planner.Plan)]));
    }

    private int Print(ParseResult parse, PlanReport plan)
    {
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(plan, ReportsJson.Document.PlanReport);
        }
        else if (plan.Problems.Count > 0)
        {
            new ProblemPage(shell.Screen(parse)).Print(plan.Problems);
        }
        else
        {
            new PlanPage(shell.Screen(parse), shell.Clock, parse.GetValue(brief)).Print(plan);
        }

        return ExitCode(plan);
    }

    private int PrintAll(ParseResult parse, FleetPlan plan)
    {
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(plan, ReportsJson.Document.FleetPlan);
        }
        else
        {
            new FleetPlanPage(shell.Screen(parse)).Print(plan);
        }

        var codes = plan.Hosts.Select(ExitCode).ToList();
        return codes.Contains(ExitCodes.Error) ? ExitCodes.Error : codes.DefaultIfEmpty(ExitCodes.Ok).Max();
    }

    private static int ExitCode(PlanReport plan) => plan switch
    {
        { Problems.Count: > 0 } => ExitCodes.Error,
        { Changes.Count: > 0 } => ExitCodes.Changes,
        { Unreadable.Count: > 0 } => ExitCodes.Error,
        _ => ExitCodes.Ok,
    };
}
