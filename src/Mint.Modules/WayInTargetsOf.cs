using System.Globalization;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Modules.Ssh;
using Mint.Modules.WireGuard;

namespace Mint.Modules;

/// <summary>Where a host is reached from outside, as its configuration says.</summary>
public static class WayInTargetsOf
{
    private const int UsualSshPort = 22;

    /// <summary>Of a host whose configuration says nothing of it.</summary>
    public static WayInTargets Usual { get; } = new([UsualSshPort], []);

    /// <summary>Ports of sshd and addresses in WireGuard networks.</summary>
    public static WayInTargets Graph(ResourceGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var ports = graph.InOrder.Select(r => r.Spec).OfType<SshdSpec>().SelectMany(s => s.Of("Port"))
            .Select(p => int.TryParse(p, CultureInfo.InvariantCulture, out var port) ? port : (int?)null).OfType<int>().Distinct().Order().ToList();
        var addresses = graph.InOrder.Select(r => r.Spec).OfType<WireGuardSpec>().SelectMany(s => s.Addresses).Select(a => a.Split('/')[0]);
        return new WayInTargets(ports.Count == 0 ? [UsualSshPort] : ports, [.. addresses.Distinct().Order(StringComparer.Ordinal)]);
    }
}
