using Mint.Core.Hosts;

namespace Mint.Modules.Routes;

/// <summary>Our routes to a network.</summary>
/// <param name="Routes">One, or more when somebody added some in our name; lowest metric first.</param>
internal sealed record RouteState(IReadOnlyList<NetworkRoute> Routes)
{
    /// <summary>Looks; null when there is none.</summary>
    public static RouteState? Read(string destination, IHostReader host) => All(destination, host).Where(r => r.Protocol == NetworkRoute.OfSection).ToList() is { Count: > 0 } own
        ? new RouteState(own)
        : null;

    /// <summary>Everybody's routes to a network, lowest metric first.</summary>
    public static IEnumerable<NetworkRoute> All(string destination, IHostReader host) => host.Routes().Where(r => r.Destination == destination).OrderBy(r => r.Metric);
}
