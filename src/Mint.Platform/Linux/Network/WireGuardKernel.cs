using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Mint.Core.Hosts;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Network;

/// <summary>
/// Reads a WireGuard interface of the kernel over generic netlink (<c>linux/wireguard.h</c>). The kernel sends the private and preshared keys too: they
/// are passed over, and the bytes wiped.
/// </summary>
internal static class WireGuardKernel
{
    internal const byte GetDevice = 0;

    private const string FamilyName = "wireguard";
    private const ushort ControlFamily = 16;
    private const byte GetFamily = 3;
    private const ushort FamilyIdAttribute = 1;
    private const ushort FamilyNameAttribute = 2;
    private const ushort InterfaceNameAttribute = 2;

    /// <summary>struct genlmsghdr: command, version, reserved.</summary>
    private const int FixedPart = 4;

    private const int KeySize = 32;

    /// <summary>An interface; null when it is none of the kernel's WireGuard.</summary>
    public static WireGuardDevice? Find(NetlinkSocket socket, string name)
    {
        if (FamilyOf(socket) is not { } family)
        {
            return null;
        }

        var device = new WireGuardBuilder();
        var request = new NetlinkRequest(family, NetlinkRequest.Dump).Add(GetDevice, 1, 0, 0).AddText(InterfaceNameAttribute, name);
        return socket.Ask(request, device.Clear, (_, body) => ParseDevice(body, device)) switch
        {
            0 => device.Build(),
            Errno.NoDevice or Errno.NotSupported => null,
            var error => throw Errno.Failure(name, "can't be looked at", error),
        };
    }

    /// <summary>Takes one message of the answer: peers may be spread over many, and so may the networks of one peer.</summary>
    internal static void ParseDevice(ReadOnlySpan<byte> body, WireGuardBuilder device)
    {
        for (var attributes = NetlinkAttributes.After(FixedPart, body); attributes.Next();)
        {
            switch (attributes.Type)
            {
                case 4 when attributes.Value.Length == KeySize:
                    device.PublicKey = Convert.ToBase64String(attributes.Value);
                    break;
                case 6:
                    device.ListenPort = attributes.As<ushort>() ?? 0;
                    break;
                case 7:
                    device.FirewallMark = attributes.As<uint>() ?? 0;
                    break;
                case 8:
                    ParsePeers(attributes.Value, device);
                    break;
            }
        }
    }

    private static void ParsePeers(ReadOnlySpan<byte> list, WireGuardBuilder device)
    {
        for (var entries = new NetlinkAttributes(list); entries.Next();)
        {
            WireGuardPeerBuilder? peer = null;
            for (var attributes = new NetlinkAttributes(entries.Value); attributes.Next();)
            {
                // The key comes first.
                if (attributes.Type == 1 && attributes.Value.Length == KeySize)
                {
                    peer = device.Peer(attributes.Value);
                }
                else if (peer is not null)
                {
                    ParsePeer(attributes, peer);
                }
            }
        }
    }

    private static void ParsePeer(NetlinkAttributes attribute, WireGuardPeerBuilder peer)
    {
        switch (attribute.Type)
        {
            case 2:
                // All zeros stand for none.
                peer.HasPresharedKey = attribute.Value.ContainsAnyExcept((byte)0);
                break;
            case 4:
                peer.Endpoint = ParseEndpoint(attribute.Value);
                break;
            case 5:
                peer.Keepalive = attribute.As<ushort>() ?? 0;
                break;
            case 6 when attribute.Value.Length >= 2 * sizeof(long):
                peer.Handshake = (MemoryMarshal.Read<long>(attribute.Value), MemoryMarshal.Read<long>(attribute.Value[sizeof(long)..]));
                break;
            case 7:
                peer.Received = attribute.As<ulong>() ?? 0;
                break;
            case 8:
                peer.Sent = attribute.As<ulong>() ?? 0;
                break;
            case 9:
                ParseAllowed(attribute.Value, peer);
                break;
        }
    }

    private static void ParseAllowed(ReadOnlySpan<byte> list, WireGuardPeerBuilder peer)
    {
        for (var entries = new NetlinkAttributes(list); entries.Next();)
        {
            IPAddress? network = null;
            byte? prefix = null;
            for (var attributes = new NetlinkAttributes(entries.Value); attributes.Next();)
            {
                (network, prefix) = attributes.Type switch
                {
                    2 => (LinkReader.AsAddress(attributes.Value), prefix),
                    3 => (network, attributes.As<byte>()),
                    _ => (network, prefix),
                };
            }

            if (network is not null && prefix is { } length)
            {
                peer.Allow(network, length);
            }
        }
    }

    /// <summary>struct sockaddr_in (family, port, address) or sockaddr_in6 (family, port, flow, address, scope).</summary>
    private static IPEndPoint? ParseEndpoint(ReadOnlySpan<byte> address)
    {
        if (address.Length < 8)
        {
            return null;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return (MemoryMarshal.Read<ushort>(address), address.Length) switch
        {
            (2, _) => new IPEndPoint(new IPAddress(address.Slice(4, 4)), port),
            (10, >= 28) => new IPEndPoint(new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])), port),
            _ => null,
        };
    }

    /// <summary>The number that the kernel gave to WireGuard; null when it has none.</summary>
    private static ushort? FamilyOf(NetlinkSocket socket)
    {
        ushort? family = null;
        var request = new NetlinkRequest(ControlFamily, flags: 0).Add(GetFamily, 1, 0, 0).AddText(FamilyNameAttribute, FamilyName);
        var error = socket.Ask(request, (_, body) =>
        {
            for (var attributes = NetlinkAttributes.After(FixedPart, body); attributes.Next();)
            {
                family = attributes.Type == FamilyIdAttribute ? attributes.As<ushort>() : family;
            }
        });
        return error == 0 ? family : null;
    }
}
