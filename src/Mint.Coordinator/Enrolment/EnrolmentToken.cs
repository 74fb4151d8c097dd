using System.Buffers.Text;
using System.Security.Cryptography;

namespace Mint.Coordinator.Enrolment;

/// <summary>The text of an enrolment token: <c>mint1.SECRET.PIN</c>. The secret proves the host to us, the pin proves us to the host.</summary>
internal static class EnrolmentToken
{
    private const string Prefix = "mint1.";
    private const int SecretBytes = 32;
    private const int MostCharacters = 200;

    /// <summary>Makes one.</summary>
    /// <returns>The text, which is shown once, and the hash, which is stored.</returns>
    public static (string Text, string Hash) Make(string pin)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return ($"{Prefix}{Base64Url.EncodeToString(secret)}.{pin}", Convert.ToHexString(SHA256.HashData(secret)));
    }

    /// <summary>The hash to look up; null when the text has not the form of a token.</summary>
    public static string? HashOf(string text)
    {
        if (text.Length > MostCharacters || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('.') is not [_, var encoded, _] || !Base64Url.IsValid(encoded))
        {
            return null;
        }

        var secret = Base64Url.DecodeFromChars(encoded);
        return secret.Length == SecretBytes ? Convert.ToHexString(SHA256.HashData(secret)) : null;
    }
}
