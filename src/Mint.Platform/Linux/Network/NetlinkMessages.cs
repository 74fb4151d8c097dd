using System.Runtime.InteropServices;

namespace Mint.Platform.Linux.Network;

/// <summary>
/// Walks over the messages of one datagram of netlink. What does not fit into the bytes that are there ends the walk: a message is whole, or it is
/// not seen.
/// </summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> bytes)
{
    /// <summary>Length, type, flags, sequence number, sender.</summary>
    public const int HeaderSize = 16;

    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>What the message is.</summary>
    public ushort Type { get; private set; }

    /// <summary>Its flags.</summary>
    public ushort Flags { get; private set; }

    /// <summary>To which request it belongs; 0 for news.</summary>
    public uint Sequence { get; private set; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Goes to the next message.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        if (rest.Length < HeaderSize)
        {
            return false;
        }

        var length = MemoryMarshal.Read<uint>(rest);
        if (length < HeaderSize || length > (uint)rest.Length)
        {
            rest = [];
            return false;
        }

        Type = MemoryMarshal.Read<ushort>(rest[4..]);
        Flags = MemoryMarshal.Read<ushort>(rest[6..]);
        Sequence = MemoryMarshal.Read<uint>(rest[8..]);
        Body = rest[HeaderSize..(int)length];
        rest = rest[Math.Min(NetlinkRequest.Align((int)length), rest.Length)..];
        return true;
    }
}

/// <summary>Walks over the attributes of a message, or of an attribute that holds others. A truncated one ends the walk.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeaderSize = 4;

    /// <summary>The two bits on top say how the value is written, not what it is.</summary>
    private const int TypeMask = 0x3fff;

    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>What the attribute is.</summary>
    public int Type { get; private set; }

    /// <summary>Its value.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The attributes that follow a fixed part of a message; none when even that is not whole.</summary>
    public static NetlinkAttributes After(int size, ReadOnlySpan<byte> body) => new(body.Length >= size ? body[size..] : []);

    /// <summary>Goes to the next attribute.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        if (rest.Length < HeaderSize)
        {
            return false;
        }

        int length = MemoryMarshal.Read<ushort>(rest);
        if (length < HeaderSize || length > rest.Length)
        {
            rest = [];
            return false;
        }

        Type = MemoryMarshal.Read<ushort>(rest[2..]) & TypeMask;
        Value = rest[HeaderSize..length];
        rest = rest[Math.Min(NetlinkRequest.Align(length), rest.Length)..];
        return true;
    }

    /// <summary>The value as a number; null when it is too short for one.</summary>
    public readonly T? As<T>() where T : unmanaged => MemoryMarshal.TryRead<T>(Value, out var value) ? value : null;

    /// <summary>The value as text, without the zero at its end.</summary>
    public readonly string AsText() => System.Text.Encoding.UTF8.GetString(Value.TrimEnd((byte)0));
}
