using Mint.Core.Providers;
using Mint.UnitTests.Engine;

namespace Mint.UnitTests.Link;

/// <summary>Enough of a provider for a graph with a WireGuard interface in it.</summary>
internal static class WireGuardToys
{
    public static IReadOnlyDictionary<string, IResourceProvider> Providers { get; } = new Dictionary<string, IResourceProvider> { ["wireguard"] = new ToyProvider("wireguard") };
}
