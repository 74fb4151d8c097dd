using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Network;

/// <summary>Gives bytes that came.</summary>
/// <returns>How many; 0 at the end.</returns>
internal delegate int Receive(Span<byte> buffer);

/// <summary>
/// Reads a WireGuard interface that a program serves (<c>wireguard-go</c>), over its socket. It tells the private key and not the public one, which is
/// worked out of it; nothing secret leaves this class, and the bytes are wiped.
/// </summary>
internal static class WireGuardProcess
{
    private const int LongestLine = 4096;
    private const int LargestAnswer = 32 << 20;
    private const int KeySize = 32;

    /// <summary>Where the program listens for questions on an interface.</summary>
    public static string SocketOf(string name) => $"/var/run/wireguard/{name}.sock";

    /// <summary>An interface; null when no program serves one of the name.</summary>
    public static WireGuardDevice? Find(string name)
    {
        var path = SocketOf(name);
        try
        {
            using var connection = LocalConnection.Open(path);
            connection?.Send("get=1\n\n"u8);
            return connection is null ? null : Read(connection.Receive, name);
        }
        catch (Win32Exception e)
        {
            throw new ResourceException(FailureKind.Retry, $"{name} can't be looked at: who serves it does not answer on {path}: {e.Message}", inner: e);
        }
    }

    /// <summary>Reads the answer up to its end.</summary>
    /// <param name="receive">Gives more of it.</param>
    /// <param name="name">The interface.</param>
    /// <exception cref="ResourceException">It is cut short, too long, or an error.</exception>
    internal static WireGuardDevice Read(Receive receive, string name)
    {
        var device = new WireGuardBuilder();
        var buffer = new byte[LongestLine];
        try
        {
            WireGuardPeerBuilder? peer = null;
            var (filled, total) = (0, 0);
            while (true)
            {
                var count = filled < buffer.Length ? receive(buffer.AsSpan(filled)) : 0;
                if (count == 0 || (total += count) > LargestAnswer)
                {
                    throw new ResourceException(FailureKind.Retry, $"{name} can't be looked at: who serves it answered {total} bytes without an end");
                }

                filled += count;
                var start = 0;
                while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is >= 0 and var length)
                {
                    if (TakeLine(buffer.AsSpan(start, length), device, ref peer) is { } error)
                    {
                        return error == 0 ? device.Build() : throw Errno.Failure(name, "can't be looked at", Math.Abs(error));
                    }

                    start += length + 1;
                }

                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                filled -= start;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Takes one line.</summary>
    /// <returns>The error number that ends the answer; null when it goes on.</returns>
    private static int? TakeLine(ReadOnlySpan<byte> line, WireGuardBuilder device, ref WireGuardPeerBuilder? peer)
    {
        var equals = line.IndexOf((byte)'=');
        var key = line[..Math.Max(equals, 0)];
        var value = line[(equals + 1)..];
        if (key.SequenceEqual("errno"u8))
        {
            return (int)Number(value);
        }

        if (key.SequenceEqual("private_key"u8))
        {
            device.PublicKey = PublicHalf(value);
        }
        else if (key.SequenceEqual("listen_port"u8))
        {
            device.ListenPort = (int)Number(value);
        }
        else if (key.SequenceEqual("fwmark"u8))
        {
            device.FirewallMark = (uint)Number(value);
        }
        else if (key.SequenceEqual("public_key"u8))
        {
            Span<byte> publicKey = stackalloc byte[KeySize];
            peer = TryHex(value, publicKey) ? device.Peer(publicKey) : null;
        }
        else if (peer is not null)
        {
            TakePeerLine(key, value, peer);
        }

        return null;
    }

    private static void TakePeerLine(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, WireGuardPeerBuilder peer)
    {
        if (key.SequenceEqual("preshared_key"u8))
        {
            peer.HasPresharedKey = value.ContainsAnyExcept((byte)'0');
            return;
        }

        var text = Encoding.ASCII.GetString(value);
        switch (Encoding.ASCII.GetString(key))
        {
            case "endpoint":
                peer.Endpoint = IPEndPoint.TryParse(text, out var endpoint) ? endpoint : null;
                break;
            case "allowed_ip" when IPNetwork.TryParse(text, out var network):
                peer.Allow(network.BaseAddress, network.PrefixLength);
                break;
            case "persistent_keepalive_interval":
                peer.Keepalive = (int)Number(value);
                break;
            case "last_handshake_time_sec":
                peer.Handshake = ((long)Number(value), peer.Handshake.Nanoseconds);
                break;
            case "last_handshake_time_nsec":
                peer.Handshake = (peer.Handshake.Seconds, (long)Number(value));
                break;
            case "rx_bytes":
                peer.Received = Number(value);
                break;
            case "tx_bytes":
                peer.Sent = Number(value);
                break;
        }
    }

    /// <summary>A number; the sign of an error number is of no concern, and anything else is 0.</summary>
    private static ulong Number(ReadOnlySpan<byte> text) => ulong.TryParse(text.TrimStart((byte)'-'), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static unsafe string PublicHalf(ReadOnlySpan<byte> hex)
    {
        Span<byte> secret = stackalloc byte[KeySize];
        Span<byte> result = stackalloc byte[KeySize];
        var key = nint.Zero;
        try
        {
            if (!TryHex(hex, secret) || !secret.ContainsAnyExcept((byte)0))
            {
                return "";
            }

            nuint size = KeySize;
            fixed (byte* from = secret, to = result)
            {
                key = LibCrypto.NewPrivateKey(LibCrypto.X25519, nint.Zero, from, KeySize);
                return key != 0 && LibCrypto.GetPublicKey(key, to, &size) == 1 ? Convert.ToBase64String(result) : "";
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            LibCrypto.Free(key);
        }
    }

    private static bool TryHex(ReadOnlySpan<byte> hex, Span<byte> result) =>
        hex.Length == 2 * result.Length && Convert.FromHexString(hex, result, out _, out _) == OperationStatus.Done;
}
