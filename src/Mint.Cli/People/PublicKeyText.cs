using System.Security.Cryptography;

namespace Mint.Cli.People;

/// <summary>A public key as OpenSSH writes it: type, base 64, comment.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> prints it.</param>
/// <param name="Comment">Its comment; null when it has none.</param>
internal sealed record PublicKeyText(string Type, string Fingerprint, string? Comment)
{
    /// <summary>Reads one line; null when it is no key.</summary>
    public static PublicKeyText? Parse(string line)
    {
        var parts = line.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
        {
            return null;
        }

        var key = new byte[parts[1].Length];
        return Convert.TryFromBase64String(parts[1], key, out var length) && length > 0
            ? new PublicKeyText(parts[0], "SHA256:" + Convert.ToBase64String(SHA256.HashData(key.AsSpan(0, length))).TrimEnd('='), parts.ElementAtOrDefault(2))
            : null;
    }
}
