using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Network;

namespace Mint.Platform.Linux.Watching;

/// <summary>Tells which topics news of rtnetlink are about.</summary>
/// <param name="readNames">Reads the names of all links by number; null when that fails.</param>
/// <param name="tell">Takes a topic.</param>
internal sealed class RouteNews(Func<Dictionary<int, string>?> readNames, Action<string> tell)
{
    /// <summary>Bits of RTNLGRP_LINK, IPV4_IFADDR, IPV4_ROUTE, IPV6_IFADDR, IPV6_ROUTE.</summary>
    public const uint Groups = 1 << 0 | 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10;

    private const ushort DeletedLink = LinkReader.NewLink + 1;
    private const ushort DeletedAddress = LinkReader.NewAddress + 1;
    private const ushort DeletedRoute = RouteReader.NewRoute + 1;

    /// <summary>Up to here a route was made by the kernel or by hand; beyond, but for ours, by routing daemons, which have many.</summary>
    private const byte LastProtocolByHand = 4;

    private Dictionary<int, string>? names;

    /// <summary>Takes one message.</summary>
    public void Take(ushort type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case LinkReader.NewLink or DeletedLink when LinkReader.ParseLink(body) is { } link:
                TakeLink(link, isGone: type == DeletedLink);
                break;
            case LinkReader.NewAddress or DeletedAddress when LinkReader.IndexOfAddress(body) is { } index:
                TellLink(NameOf(index));
                break;
            case RouteReader.NewRoute or DeletedRoute when RouteReader.IsOfMainTable(body) && IsByHand(RouteReader.ProtocolOf(body)):
                tell(NetworkTopic.Routes);
                break;
        }
    }

    /// <summary>What is known of links may be wrong.</summary>
    public void Forget() => names = null;

    private static bool IsByHand(byte protocol) => protocol is <= LastProtocolByHand or NetworkRoute.OfSection;

    private void TakeLink(BareLink link, bool isGone)
    {
        names ??= readNames();
        if (names?.GetValueOrDefault(link.Index) is { } former && former != link.Name)
        {
            TellLink(former);
        }

        if (isGone)
        {
            names?.Remove(link.Index);
        }
        else if (names is not null)
        {
            names[link.Index] = link.Name;
        }

        TellLink(link.Name);
    }

    private void TellLink(string? name)
    {
        if (name is not null)
        {
            tell(NetworkTopic.Link(name));
        }

        // Of IPv4 routes that go with their link or address the kernel says nothing.
        tell(NetworkTopic.Routes);
    }

    private string? NameOf(int index) => (names ??= readNames())?.GetValueOrDefault(index);
}
