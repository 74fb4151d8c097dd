using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint hosts</c>: how is each host?</summary>
internal static class HostsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell) => new FleetListCommand<HostList, HostReport>
    {
        Name = "hosts",
        Description = "Each host: its state and why, its commit and resources, when it was last seen.",
        Keys = "state:drifted, group:web, customer:acme, ring:canary, commit:4f2a1c0, connected:no",
        Ask = (client, filter, limit, ct) => client.HostsAsync(filter, limit, ct),
        Watched = ask => Watched(shell, ask),
        Json = ReportsJson.Document.HostList,
    }.Create(shell).WithExamples(
        ("mint hosts", "all hosts, by name"),
        ("mint hosts state:failed state:silent group:web", "hosts of the group web that failed or are silent"),
        ("mint hosts customer:acme --watch", "stay and follow them"),
        ("mint hosts --json | jq -r '.hosts[] | select(.connected | not) | .name'", "for a script"));

    private static Watched<HostList, HostReport> Watched(Shell shell, Func<CancellationToken, Task<HostList>> ask) => new()
    {
        Ask = (_, ct) => ask(ct),
        Wakes = FleetNews.Host,
        Page = (screen, list) => new HostsPage(screen, shell.Clock).Print(list),
        Items = list => list.Hosts,
        Key = host => host.Name,
        Told = host => string.Join('\n', [host.State, host.Reason ?? "", host.Commit ?? "", $"{host.Connected}"]),
        Line = (screen, host) => new HostsPage(screen, shell.Clock).PrintNews(host),
        Json = ReportsJson.Line.HostReport,
        TellsRemoved = true,
    };
}
