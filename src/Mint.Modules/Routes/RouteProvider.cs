using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Routes;

/// <summary>
/// Kind <c>route</c>: one static route of the main table; the name is the network that it leads to. Ours carry a protocol number of their own in the
/// kernel, so the routes of the distribution, of DHCP and of routing daemons are never taken for ours, nor removed.
/// </summary>
internal sealed class RouteProvider : ResourceProvider<RouteSpec, RouteState>
{
    public const string KindName = "route";

    public override string Kind => KindName;

    protected override JsonTypeInfo<RouteSpec> SpecJson => RoutesJson.Default.RouteSpec;

    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => true;

    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct)
    {
        var all = RouteState.All(name, host).GroupBy(r => (r.Metric, r.Protocol)).ToList();
        var own = all.Where(g => g.Key.Protocol == NetworkRoute.OfSection).ToList();

        // One more than there are: the change may have added one. What the new route took the place of is added again, and what still stands is left as it is.
        var commands = Enumerable.Repeat(new RestoreCommand(RouteCommand.Program, RouteCommand.DeleteAny(name)) { MayFail = true }, own.Sum(g => g.Count()) + 1)
            .Concat(all.Except(own).Select(g => new RestoreCommand(RouteCommand.Program, RouteCommand.Restore("add", [.. g])) { MayFail = true }))
            .Concat(own.Select(g => new RestoreCommand(RouteCommand.Program, RouteCommand.Restore("replace", [.. g]))));
        return new(new RestorePoint([], [.. commands]));
    }

    protected override ValueTask<RouteState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(RouteState.Read(name, host));

    protected override IEnumerable<Difference> Compare(RouteSpec desired, RouteState? actual)
    {
        var found = actual?.Routes.FirstOrDefault(r => Is(r, desired)) ?? actual?.Routes[0];
        if (found is null || found.Gateway != desired.Via)
        {
            yield return new Difference("via", found?.Gateway, desired.Via ?? "the interface");
        }

        if (desired.Interface is { } link && found?.Interface != link)
        {
            yield return new Difference("interface", found?.Interface, link);
        }

        if (found is not null && found.Metric != desired.Metric)
        {
            yield return new Difference("metric", Text(found.Metric), Text(desired.Metric));
        }

        foreach (var other in (actual?.Routes ?? []).Where(r => r != found))
        {
            yield return new Difference("further route", Shown(other), null);
        }
    }

    protected override async Task ApplyAsync(string name, RouteSpec desired, RouteState? actual, IHost host, CancellationToken ct)
    {
        (await host.RunAsync(new Command(RouteCommand.Program, RouteCommand.Replace(name, desired)), ct)).EnsureSuccess();
        await DeleteAsync(RouteState.Read(name, host)?.Routes.Where(r => !Is(r, desired)), host, ct);
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => DeleteAsync(RouteState.Read(name, host)?.Routes, host, ct);

    protected override IEnumerable<ResourceId> Requires(string name, RouteSpec desired) =>
        desired.Interface is { } link ? [new("package", "iproute2"), new("wireguard", link)] : [new("package", "iproute2")];

    protected override IEnumerable<Difference> DescribeDeletion(string name, RouteState actual) => actual.Routes.Select(r => new Difference("route", Shown(r), null));

    protected override IEnumerable<string> WatchedNetwork(string name, RouteSpec desired) => [NetworkTopic.Routes];

    private static async Task DeleteAsync(IEnumerable<NetworkRoute>? routes, IHost host, CancellationToken ct)
    {
        foreach (var route in routes ?? [])
        {
            (await host.RunAsync(new Command(RouteCommand.Program, RouteCommand.Delete(route)), ct)).EnsureSuccess();
        }
    }

    private static bool Is(NetworkRoute route, RouteSpec spec) =>
        route.Gateway == spec.Via && route.Metric == spec.Metric && (spec.Interface is null || route.Interface == spec.Interface);

    private static string Shown(NetworkRoute route) => string.Join(
        ' ', new[] { route.Gateway is { } via ? $"via {via}" : null, route.Interface is { } link ? $"interface {link}" : null, $"metric {Text(route.Metric)}" }.OfType<string>());

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
