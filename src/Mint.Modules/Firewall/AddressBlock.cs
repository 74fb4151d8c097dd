using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mint.Modules.Firewall;

/// <summary>A network, or one address as a network of its own.</summary>
/// <param name="IsV6">IPv6, else IPv4.</param>
/// <param name="First">Its first address as a number.</param>
/// <param name="Prefix">How many bits all its addresses share.</param>
internal readonly record struct AddressBlock(bool IsV6, UInt128 First, int Prefix)
{
    private int Bits => IsV6 ? 128 : 32;

    /// <summary>Its last address as a number.</summary>
    public UInt128 Last => First | HostMask(Bits - Prefix);

    /// <summary>Whether all of another one is in it.</summary>
    public bool Contains(AddressBlock other) => IsV6 == other.IsV6 && First <= other.First && other.Last <= Last;

    /// <summary>Reads an address or a CIDR; null, and why, when it is none.</summary>
    public static AddressBlock? Parse(string text, out string fault)
    {
        fault = $"'{Shown(text)}' is neither an address nor a network such as 192.0.2.0/24";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        if (address.Length > 45 || !IPAddress.TryParse(address, out var ip) || address.AsSpan().ContainsAny("%[] ")
            || (ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() != address))
        {
            return null;
        }

        var v6 = ip.AddressFamily == AddressFamily.InterNetworkV6;
        var bits = v6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            fault = $"'{Shown(text)}' is no network: after the slash a number from 0 to {bits} is expected";
            return null;
        }

        if (ip.IsIPv4MappedToIPv6)
        {
            fault = $"'{Shown(text)}' is an IPv4 address written as IPv6; write it as IPv4";
            return null;
        }

        var number = ToNumber(ip);
        var first = number & ~HostMask(bits - prefix);
        if (first != number)
        {
            fault = $"'{Shown(text)}' is an address inside a network, not a network; write {new AddressBlock(v6, first, prefix)}";
            return null;
        }

        fault = "";
        return new AddressBlock(v6, first, prefix);
    }

    /// <summary>Reads what is known to be one.</summary>
    public static AddressBlock Of(string text) => Parse(text, out var fault) ?? throw new ArgumentException(fault, nameof(text));

    /// <summary>As nft writes it: an address without a length.</summary>
    public override string ToString() =>
        Prefix == Bits ? ToAddress().ToString() : string.Create(CultureInfo.InvariantCulture, $"{ToAddress()}/{Prefix}");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static UInt128 HostMask(int bits) => bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;

    private static UInt128 ToNumber(IPAddress ip)
    {
        Span<byte> bytes = stackalloc byte[16];
        ip.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        return new IPAddress(IsV6 ? bytes : bytes[12..]);
    }
}
