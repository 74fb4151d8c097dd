using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Modules.Routes;

/// <summary>Writes <c>ip route</c>'s arguments.</summary>
internal static class RouteCommand
{
    public const string Program = "ip";

    /// <summary>Puts a route in the place of the one of the same network and metric.</summary>
    public static string[] Replace(string destination, RouteSpec spec) =>
        [Family(destination), "route", "replace", destination, .. Hop(spec.Via, spec.Interface), .. Marks(spec.Metric, NetworkRoute.OfSection)];

    /// <summary>Takes one of our routes away.</summary>
    public static string[] Delete(NetworkRoute route) =>
        [Family(route.Destination), "route", "del", route.Destination, .. Hop(route.Gateway, route.Interface), .. Marks(route.Metric, route.Protocol)];

    /// <summary>Takes any of our routes to a network away.</summary>
    public static string[] DeleteAny(string destination) =>
        [Family(destination), "route", "del", destination, "proto", Text(NetworkRoute.OfSection)];

    /// <summary>Makes routes of one metric as they were: one, or one with several routers.</summary>
    /// <param name="verb"><c>replace</c> or <c>add</c>.</param>
    /// <param name="routes">They; at least one.</param>
    public static string[] Restore(string verb, IReadOnlyList<NetworkRoute> routes)
    {
        var first = routes[0];
        string[] begin = [Family(first.Destination), "route", verb, .. first.Interface is null ? ["blackhole"] : Array.Empty<string>(), first.Destination];
        string[] marks = Marks(first.Metric, first.Protocol);
        return routes.Count == 1
            ? [.. begin, .. Hop(first.Gateway, first.Interface), .. marks]
            : [.. begin, .. marks, .. routes.SelectMany(r => (string[])["nexthop", .. Hop(r.Gateway, r.Interface)])];
    }

    private static string[] Hop(string? via, string? link) => [.. via is null ? Array.Empty<string>() : ["via", via], .. link is null ? Array.Empty<string>() : ["dev", link]];

    private static string[] Marks(uint metric, byte protocol) =>
        [.. metric == 0 ? Array.Empty<string>() : ["metric", Text(metric)], "proto", Text(protocol)];

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Family(string destination) => destination.Contains(':', StringComparison.Ordinal) ? "-6" : "-4";
}
