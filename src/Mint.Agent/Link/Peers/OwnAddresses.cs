using System.Net;
using System.Net.NetworkInformation;

namespace Mint.Agent.Link.Peers;

/// <summary>The addresses on this host's interfaces; what may be asked of them is only whether one is among them.</summary>
/// <param name="Includes">Whether an address is this host's own.</param>
internal sealed record OwnAddresses(Func<IPAddress, bool> Includes)
{
    /// <summary>Asks the kernel each time.</summary>
    public static OwnAddresses OfInterfaces { get; } = new(address =>
        NetworkInterface.GetAllNetworkInterfaces().Any(i => i.GetIPProperties().UnicastAddresses.Any(a => a.Address.Equals(address))));
}
