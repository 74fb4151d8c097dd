using System.Globalization;
using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>ip route replace, add and del, as the kernel does them: one route per network and metric, each over an interface that is there.</summary>
internal static class FakeIpRoute
{
    /// <summary>The interface, with a network on which every router is.</summary>
    public const string Link = "mintconf0";

    public static void Install(FakeHost host)
    {
        host.Links[Link] = new NetworkLink(Link, 7, "veth", IsUp: true, 1500, ["192.0.2.1/24"]);
        host.Programs["ip"] = Run;
        host.Programs["sysctl"] = (_, _) => new CommandResult("sysctl", 0, "", "");
    }

    private static CommandResult Run(Command command, FakeHost host) => command.Arguments switch
    {
        [_, "route", "replace" or "add" or "del", ..] => Route(command.Arguments, host),
        ["link" or "-4" or "-6" or "address", ..] => Done(),
        _ => Failed("ip: what is this?"),
    };

    private static CommandResult Route(IReadOnlyList<string> words, FakeHost host)
    {
        var isDefaultOf6 = words[0] == "-6";
        string? After(string word) => words.SkipWhile(w => w != word).Skip(1).FirstOrDefault();
        var (destination, via, link) = (words[3], After("via"), After("dev"));
        uint? metric = After("metric") is { } text ? uint.Parse(text, CultureInfo.InvariantCulture) : null;
        var protocol = byte.Parse(After("proto") ?? "3", CultureInfo.InvariantCulture);
        if (link is not null && !host.Links.ContainsKey(link))
        {
            return Failed($"Cannot find device \"{link}\"");
        }

        if (words[2] == "del")
        {
            var found = host.RouteTable.FindIndex(r => r.Destination == destination && (metric is null || r.Metric == metric) && (After("proto") is null || r.Protocol == protocol));
            if (found < 0)
            {
                return Failed("RTNETLINK answers: No such process");
            }

            host.RouteTable.RemoveAt(found);
            return Done();
        }

        var wanted = new NetworkRoute(destination, via, link ?? Link, metric ?? (isDefaultOf6 ? 1024u : 0), protocol);
        var there = host.RouteTable.FindIndex(r => r.Destination == destination && r.Metric == wanted.Metric);
        if (there >= 0 && words[2] == "add")
        {
            return Failed("RTNETLINK answers: File exists");
        }

        if (there >= 0)
        {
            host.RouteTable.RemoveAt(there);
        }

        host.RouteTable.Add(wanted);
        return Done();
    }

    private static CommandResult Done() => new("ip", 0, "", "");

    private static CommandResult Failed(string error) => new("ip", 2, "", error + "\n");
}
