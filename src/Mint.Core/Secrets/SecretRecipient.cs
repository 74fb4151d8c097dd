using System.Buffers;
using Mint.Core.Config;

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
    private const int TagBytes = 4;

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

        return PublicKeyLine.Parse(key) is { Type: "ssh-ed25519" or "ssh-rsa" } ssh
            ? new SecretRecipient($"{ssh.Type} {ssh.Base64}", ssh.Fingerprint, PublicKeyLine.Unpadded(ssh.Hash.Span[..TagBytes]))
            : null;
    }
}
