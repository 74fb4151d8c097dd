using System.Net;
using Mint.Core.Config;
using Mint.Core.Hosts;

namespace Mint.Modules.WireGuard;

/// <summary>Routes into an interface: to what lies behind peers and outside of the interface's own networks, to which the kernel makes its own.</summary>
internal static class WireGuardRoutes
{
    private const byte MadeByKernel = 2;

    /// <summary>The wanted ones, ordinal order.</summary>
    public static IReadOnlyList<string> Wanted(WireGuardSpec spec)
    {
        var own = spec.Addresses.Select(NetworkText.Around).OfType<IPNetwork>().ToList();
        return
        [
            .. spec.Peers.SelectMany(p => p.AllowedAddresses)
                .Where(a => NetworkText.Parse(a) is { } network && !own.Exists(o => NetworkText.IsWithin(network, o)))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Those that are there, ordinal order, without the kernel's and those that the section <c>routes</c> owns.</summary>
    public static IReadOnlyList<string> Of(string name, IHostReader host) =>
        [.. host.Routes().Where(r => r.Interface == name && r.Protocol is not (MadeByKernel or NetworkRoute.OfSection)).Select(r => r.Destination).Distinct().Order(StringComparer.Ordinal)];
}
