using System.Net;
using System.Runtime.InteropServices;
using Mint.Core.Hosts;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Network;

/// <summary>Reads the main routing table over rtnetlink.</summary>
internal static class RouteReader
{
    internal const ushort NewRoute = 24;

    private const ushort GetRoute = 26;
    private const byte InterNetwork = 2;
    private const byte InterNetworkV6 = 10;
    private const byte MainTable = 254;

    /// <summary>Made by the kernel from another route, for one destination.</summary>
    private const uint Cloned = 0x200;

    private const int DestinationAttribute = 1;
    private const int InterfaceAttribute = 4;
    private const int GatewayAttribute = 5;
    private const int MetricAttribute = 6;
    private const int SeveralAttribute = 9;
    private const int TableAttribute = 15;
    private const int ViaAttribute = 18;

    /// <summary>struct rtmsg: family, three lengths and bits, table, protocol, scope, type, flags.</summary>
    private const int FixedPart = 12;

    /// <summary>struct rtnexthop: length, flags, hops, index.</summary>
    private const int HopFixedPart = 8;

    // To an address, or nowhere: blackhole, unreachable, prohibit.
    private static readonly byte[] Types = [1, 6, 7, 8];

    /// <summary>All routes of the main table.</summary>
    public static IReadOnlyList<NetworkRoute> Read(NetlinkSocket socket)
    {
        var names = LinkReader.ReadNames(socket);
        var routes = new List<NetworkRoute>();
        foreach (var family in new[] { InterNetwork, InterNetworkV6 })
        {
            var before = routes.Count;
            var request = new NetlinkRequest(GetRoute, NetlinkRequest.Dump).Add(family, 0, 0, 0, MainTable, 0, 0, 0, 0, 0, 0, 0);
            var error = socket.Ask(
                request,
                () => routes.RemoveRange(before, routes.Count - before),
                (type, body) => routes.AddRange(type == NewRoute ? Parse(body, names) : []));

            // A kernel without IPv6 has no routes of it.
            if (error != 0 && error != Errno.NotSupported)
            {
                throw Errno.Failure("routes", "can't be listed", error);
            }
        }

        return routes;
    }

    /// <summary>The routes in a message: one, or as many as it names routers. None when it is of another table, or not whole.</summary>
    internal static IReadOnlyList<NetworkRoute> Parse(ReadOnlySpan<byte> body, IReadOnlyDictionary<int, string> names)
    {
        if (!IsOfMainTable(body))
        {
            return [];
        }

        IPAddress? destination = null;
        uint metric = 0;
        var own = new Hop();
        List<Hop> several = [];
        for (var attributes = NetlinkAttributes.After(FixedPart, body); attributes.Next();)
        {
            switch (attributes.Type)
            {
                case DestinationAttribute:
                    destination = LinkReader.AsAddress(attributes.Value);
                    break;
                case MetricAttribute:
                    metric = attributes.As<uint>() ?? 0;
                    break;
                case SeveralAttribute:
                    several = ParseSeveral(attributes.Value);
                    break;
                default:
                    own = own.With(attributes);
                    break;
            }
        }

        var any = body[0] == InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        var network = $"{destination ?? any}/{body[1]}";
        var protocol = ProtocolOf(body);
        return [.. (several.Count > 0 ? several : [own]).Select(hop => new NetworkRoute(network, hop.Gateway, hop.NameIn(names), metric, protocol))];
    }

    /// <summary>Who made the route of a message that <see cref="IsOfMainTable"/>.</summary>
    internal static byte ProtocolOf(ReadOnlySpan<byte> body) => body[5];

    /// <summary>Whether a message is on a route of the main table that leads to an address or nowhere, and that somebody made.</summary>
    internal static bool IsOfMainTable(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedPart || body[0] is not (InterNetwork or InterNetworkV6) || !Types.Contains(body[7]) || (MemoryMarshal.Read<uint>(body[8..]) & Cloned) != 0)
        {
            return false;
        }

        for (var attributes = NetlinkAttributes.After(FixedPart, body); attributes.Next();)
        {
            if (attributes.Type == TableAttribute)
            {
                return attributes.As<uint>() == MainTable;
            }
        }

        return body[4] == MainTable;
    }

    private static List<Hop> ParseSeveral(ReadOnlySpan<byte> rest)
    {
        var hops = new List<Hop>();
        while (rest.Length >= HopFixedPart)
        {
            int length = MemoryMarshal.Read<ushort>(rest);
            if (length < HopFixedPart || length > rest.Length)
            {
                break;
            }

            var hop = new Hop { Interface = MemoryMarshal.Read<int>(rest[4..]) };
            for (var attributes = new NetlinkAttributes(rest[HopFixedPart..length]); attributes.Next();)
            {
                hop = hop.With(attributes);
            }

            hops.Add(hop);
            rest = rest[Math.Min(NetlinkRequest.Align(length), rest.Length)..];
        }

        return hops;
    }

    /// <summary>Where a route leads next.</summary>
    private readonly record struct Hop
    {
        public int? Interface { get; init; }

        public string? Gateway { get; init; }

        public Hop With(NetlinkAttributes attribute) => attribute.Type switch
        {
            InterfaceAttribute => this with { Interface = attribute.As<int>() },
            GatewayAttribute => this with { Gateway = LinkReader.AsAddress(attribute.Value)?.ToString() },

            // Over a router of the other family, which stands before its address.
            ViaAttribute when attribute.Value.Length > 2 => this with { Gateway = LinkReader.AsAddress(attribute.Value[2..])?.ToString() },
            _ => this,
        };

        public string? NameIn(IReadOnlyDictionary<int, string> names) => Interface is { } index ? names.GetValueOrDefault(index, $"#{index}") : null;
    }
}
