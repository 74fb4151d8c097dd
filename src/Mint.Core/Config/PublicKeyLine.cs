using System.Security.Cryptography;
using System.Text;

namespace Mint.Core.Config;

/// <summary>A public key as OpenSSH writes it on one line: type, base 64, comment. What may sign commits is read more strictly, where commits are judged.</summary>
/// <param name="Type">Its type, <c>ssh-ed25519</c>.</param>
/// <param name="Base64">The key itself.</param>
/// <param name="Hash">SHA-256 of the key itself.</param>
/// <param name="Comment">Its comment; null when it has none.</param>
public sealed record PublicKeyLine(string Type, string Base64, ReadOnlyMemory<byte> Hash, string? Comment)
{
    /// <summary>As <c>ssh-keygen -l</c> prints it.</summary>
    public string Fingerprint => "SHA256:" + Unpadded(Hash.Span);

    /// <summary>Reads one line without options; null when it is no key: damaged base 64, or of another type than it says.</summary>
    public static PublicKeyLine? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = line.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || line.Trim().Any(char.IsControl))
        {
            return null;
        }

        var bytes = new byte[parts[1].Length];
        return Convert.TryFromBase64String(parts[1], bytes, out var length) && NamesType(bytes.AsSpan(0, length), parts[0])
            ? new PublicKeyLine(parts[0], parts[1], SHA256.HashData(bytes.AsSpan(0, length)), parts.ElementAtOrDefault(2))
            : null;
    }

    /// <summary>Base 64 as OpenSSH and age write hashes.</summary>
    internal static string Unpadded(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static bool NamesType(ReadOnlySpan<byte> blob, string type)
    {
        var name = Encoding.ASCII.GetBytes(type);
        return blob.Length > name.Length + 4 && blob[..4].SequenceEqual(new byte[] { 0, 0, 0, (byte)name.Length }) && blob.Slice(4, name.Length).SequenceEqual(name);
    }
}
