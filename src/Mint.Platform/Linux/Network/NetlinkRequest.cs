using System.Text;

namespace Mint.Platform.Linux.Network;

/// <summary>A request in the making.</summary>
/// <param name="type">What is asked.</param>
/// <param name="flags">Flags besides <c>NLM_F_REQUEST</c>: <see cref="Dump"/> for everything there is.</param>
internal sealed class NetlinkRequest(ushort type, ushort flags)
{
    /// <summary>NLM_F_DUMP: all, not one.</summary>
    public const ushort Dump = 0x300;

    private const ushort IsRequest = 1;

    private readonly List<byte> body = [];

    /// <summary>Whether the answer is a list, with an end.</summary>
    public bool IsDump => (flags & Dump) == Dump;

    /// <summary>Everything begins at a multiple of four.</summary>
    public static int Align(int length) => (length + 3) & ~3;

    /// <summary>Adds bytes of a fixed part.</summary>
    public NetlinkRequest Add(params ReadOnlySpan<byte> bytes)
    {
        body.AddRange(bytes);
        return this;
    }

    /// <summary>Adds a text as attribute.</summary>
    public NetlinkRequest AddText(ushort attribute, string text)
    {
        var value = Encoding.UTF8.GetBytes(text + '\0');
        Span<byte> header = stackalloc byte[4];
        BitConverter.TryWriteBytes(header, (ushort)(header.Length + value.Length));
        BitConverter.TryWriteBytes(header[2..], attribute);
        body.AddRange(header);
        body.AddRange(value);
        body.AddRange(new byte[Align(value.Length) - value.Length]);
        return this;
    }

    /// <summary>The whole message.</summary>
    public byte[] ToBytes(uint sequence)
    {
        var message = new byte[NetlinkMessages.HeaderSize + body.Count];
        BitConverter.TryWriteBytes(message, (uint)message.Length);
        BitConverter.TryWriteBytes(message.AsSpan(4), type);
        BitConverter.TryWriteBytes(message.AsSpan(6), (ushort)(flags | IsRequest));
        BitConverter.TryWriteBytes(message.AsSpan(8), sequence);
        body.CopyTo(message, NetlinkMessages.HeaderSize);
        return message;
    }
}
