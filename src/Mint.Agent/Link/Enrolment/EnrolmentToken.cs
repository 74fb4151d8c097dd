using System.Buffers.Text;
using System.Security.Cryptography;

namespace Mint.Agent.Link.Enrolment;

/// <summary>What <c>mint host add</c> printed: <c>mint1.SECRET.PIN</c>.</summary>
/// <param name="Text">The whole token; a secret until it was used.</param>
/// <param name="AuthorityPin">SHA-256 of the public key of the authority that the coordinator must belong to.</param>
internal sealed record EnrolmentToken(string Text, byte[] AuthorityPin)
{
    private const string Version = "mint1";
    private const int Longest = 500;

    /// <summary>Reads a token; null for anything else.</summary>
    public static EnrolmentToken? Parse(string text)
    {
        text = text.Trim();
        return text.Length <= Longest && text.Split('.') is [Version, { Length: > 0 } secret, var pin] && Base64Url.IsValid(secret) && Decode(pin) is { } hash
            ? new EnrolmentToken(text, hash)
            : null;
    }

    /// <summary>Keeps the secret out of whatever prints this.</summary>
    public override string ToString() => $"{Version}.(secret)";

    private static byte[]? Decode(string pin) =>
        Base64Url.IsValid(pin, out var length) && length == SHA256.HashSizeInBytes ? Base64Url.DecodeFromChars(pin) : null;
}
