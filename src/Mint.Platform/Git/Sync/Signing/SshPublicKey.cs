using System.Buffers.Binary;
using System.Text;

namespace Mint.Platform.Git.Sync.Signing;

/// <summary>An OpenSSH public key of a kind that is fit to sign.</summary>
/// <param name="Type">The algorithm's name.</param>
/// <param name="Blob">The key in wire format.</param>
internal sealed record SshPublicKey(string Type, byte[] Blob)
{
    private const int RsaMinimumBits = 2048;

    // No DSA. No certificates: who vouches for whom is said in mint.yaml and nowhere else.
    private static readonly string[] Known =
    [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    /// <summary>Type and key alone, without comment or options, for a file of OpenSSH.</summary>
    public string Line => $"{Type} {Convert.ToBase64String(Blob)}";

    /// <summary>Reads one line, <c>ssh-ed25519 AAAA… comment</c>.</summary>
    /// <exception cref="FormatException">It is no usable key.</exception>
    public static SshPublicKey Parse(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !Known.Contains(words[0]))
        {
            throw new FormatException($"expected an OpenSSH public key, that is one of {string.Join(", ", Known)}, then the key.");
        }

        byte[] blob;
        try
        {
            blob = Convert.FromBase64String(words[1]);
        }
        catch (FormatException error)
        {
            throw new FormatException("the key is cut short or misspelt.", error);
        }

        return FromBlob(blob) is { } key && key.Type == words[0] ? key : throw new FormatException($"the key is cut short, or not of type {words[0]}.");
    }

    /// <summary>Reads the wire format; null when it is none of ours.</summary>
    public static SshPublicKey? FromBlob(byte[] blob)
    {
        var reader = new WireReader(blob);
        return reader.TryString(out ReadOnlySpan<byte> name) && Encoding.ASCII.GetString(name) is var type && Known.Contains(type)
            && reader.TryString(out ReadOnlySpan<byte> second) && second.Length > 0 && (type != "ssh-rsa" || IsStrongRsa(ref reader))
                ? new SshPublicKey(type, blob)
                : null;
    }

    /// <summary>Whether both are the same key.</summary>
    public bool Same(SshPublicKey other) => Blob.AsSpan().SequenceEqual(other.Blob);

    private static bool IsStrongRsa(ref WireReader reader) =>
        reader.TryString(out ReadOnlySpan<byte> modulus) && modulus.TrimStart((byte)0).Length * 8 >= RsaMinimumBits;

    /// <summary>Reads OpenSSH's length-prefixed strings.</summary>
    internal ref struct WireReader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> rest = rest;

        public bool TryString(out ReadOnlySpan<byte> value)
        {
            value = default;
            if (rest.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - 4)
            {
                return false;
            }

            value = rest.Slice(4, (int)length);
            rest = rest[(4 + (int)length)..];
            return true;
        }

        public bool TrySkip(int count)
        {
            bool fits = rest.Length >= count;
            rest = fits ? rest[count..] : rest;
            return fits;
        }
    }
}
