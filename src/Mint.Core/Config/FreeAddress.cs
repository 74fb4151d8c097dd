using System.Net;
using System.Net.Sockets;

namespace Mint.Core.Config;

/// <summary>Finds an address that no member of a network has.</summary>
public static class FreeAddress
{
    /// <summary>The lowest free address after the network's own; null when none is free or the network can't be read.</summary>
    /// <param name="cidr">The network's addresses.</param>
    /// <param name="network">Its name.</param>
    /// <param name="members">All hosts.</param>
    public static IPAddress? In(string cidr, string network, IReadOnlyList<FleetMember> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (NetworkText.Parse(cidr) is not { } all)
        {
            return null;
        }

        var taken = members
            .Select(m => ((m.Own["wireguard"] as ConfigMap)?[network] as ConfigMap)?["address"] as ConfigScalar)
            .Select(a => a is null ? null : NetworkText.ParseAddress(a.Text))
            .ToHashSet();
        for (var address = Next(all.BaseAddress); address is not null && all.Contains(address); address = Next(address))
        {
            if (!taken.Contains(address) && !IsBroadcast(address, all))
            {
                return address;
            }
        }

        return null;
    }

    private static bool IsBroadcast(IPAddress address, IPNetwork all) =>
        address.AddressFamily == AddressFamily.InterNetwork && (Next(address) is not { } next || !all.Contains(next));

    private static IPAddress? Next(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (++bytes[i] != 0)
            {
                return new IPAddress(bytes);
            }
        }

        return null;
    }
}
