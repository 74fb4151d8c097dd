using System.Buffers.Binary;
using Mint.Core.Providers;

namespace Mint.Platform.Linux.Network;

/// <summary>What nftables tells over netlink (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NetfilterTables
{
    /// <summary>Bit of NFNLGRP_NFTABLES: every change of every table.</summary>
    public const uint News = 1 << 6;

    private const int Subsystem = 10;
    private const int NewGeneration = 15;
    private const int GetGeneration = 16;
    private const byte InetFamily = 1;
    private const int GenerationId = 1;

    /// <summary>In messages on tables, and on chains, sets, elements, rules of one, the first attribute is the table's name.</summary>
    private const int TableName = 1;

    /// <summary>struct nfgenmsg: family, version, resource.</summary>
    private const int FixedPart = 4;

    /// <summary>The present generation; null when it may not be read or there is no nftables.</summary>
    public static uint? ReadGeneration(NetlinkSocket socket)
    {
        uint? generation = null;
        var request = new NetlinkRequest(Subsystem << 8 | GetGeneration, flags: 0).Add(0, 0, 0, 0);
        var error = socket.Ask(request, (type, body) => generation = ParseGeneration(type, body));
        return error == 0 ? generation : null;
    }

    /// <summary>The generation in an answer; null when there is none in it.</summary>
    internal static uint? ParseGeneration(ushort type, ReadOnlySpan<byte> body)
    {
        if (type != (Subsystem << 8 | NewGeneration))
        {
            return null;
        }

        for (var attributes = NetlinkAttributes.After(FixedPart, body); attributes.Next();)
        {
            if (attributes.Type == GenerationId)
            {
                return attributes.As<uint>() is { } id ? BinaryPrimitives.ReverseEndianness(id) : null;
            }
        }

        return null;
    }

    /// <summary>Whether news are of our own table: Docker and fail2ban change theirs all the time.</summary>
    internal static bool ConcernsOwnTable(ushort type, ReadOnlySpan<byte> body)
    {
        if (type >> 8 != Subsystem || (type & 0xff) is NewGeneration || body.Length < FixedPart || body[0] != InetFamily)
        {
            return false;
        }

        for (var attributes = NetlinkAttributes.After(FixedPart, body); attributes.Next();)
        {
            if (attributes.Type == TableName)
            {
                return attributes.Value.TrimEnd((byte)0).SequenceEqual(NetworkTopic.OwnTable);
            }
        }

        return false;
    }
}
