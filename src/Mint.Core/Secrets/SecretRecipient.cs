using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Mint.Core.Secrets;

/// <summary>
/// A public key that age encrypts to: an OpenSSH key (<c>ssh-ed25519</c>, <c>ssh-rsa</c>) or age's own (<c>age1…</c>).
/// </summary>
/// <param name="Key">What age takes: type and base 64, without comment.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> prints it; for age's own keys the key itself.</param>
/// <param name="Tag">What an age file's header calls an SSH key by (four bytes of its hash, in base 64); null for age's own keys, which it does not name.</param>
public sealed record SecretRecipient(string Key, string Fingerprint, string? Tag)
{
    /// <summary>What is expected, for a person.</summary>
    public const string Expected = "expected a public key: 'ssh-ed25519 AAAA…', 'ssh-rsa AAAA…' or 'age1…'";

    private const int AgeLength = 62;

    private static readonly SearchValues<char> AgeLetters = SearchValues.Create("qpzry9x8gf2tvdw0s3jn54khce6mua7l");

    /// <summary>Reads a key; null when it is none.</summary>
    public static SecretRecipient? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = text.Trim();
        if (key.StartsWith("age1", StringComparison.Ordinal))
        {
            return key.Length == AgeLength && key.AsSpan(4).IndexOfAnyExcept(AgeLetters) < 0 ? new SecretRecipient(key, key, null) : null;
        }

        var parts = key.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        return !key.Any(char.IsControl) && parts.Length >= 2 && parts[0] is "ssh-ed25519" or "ssh-rsa" && Blob(parts[0], parts[1]) is { } blob ? OfSsh($"{parts[0]} {parts[1]}", blob) : null;
    }

    private static SecretRecipient OfSsh(string key, byte[] blob)
    {
        var hash = SHA256.HashData(blob);
        return new SecretRecipient(key, $"SHA256:{Unpadded(hash)}", Unpadded(hash.AsSpan(0, 4)));
    }

    /// <summary>The key's bytes, when they are whole and of the type that is written before them.</summary>
    private static byte[]? Blob(string type, string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var (blob, name) = (bytes[..length], Encoding.ASCII.GetBytes(type));
        return blob.Length > name.Length + 4 && blob.AsSpan(0, 4).SequenceEqual(new byte[] { 0, 0, 0, (byte)name.Length }) && blob.AsSpan(4, name.Length).SequenceEqual(name) ? blob : null;
    }

    private static string Unpadded(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}
