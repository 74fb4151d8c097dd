using System.Net;
using System.Net.Sockets;

namespace Mint.Coordinator.Access;

/// <summary>Where a call came from, as far as it tells callers apart: an IPv4 address, or the half of an IPv6 address that is one network.</summary>
internal static class RemoteAddress
{
    /// <summary>That of a call.</summary>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>That of an address.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "nowhere";
        }

        if (address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
