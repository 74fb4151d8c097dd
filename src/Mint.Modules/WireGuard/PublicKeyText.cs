namespace Mint.Modules.WireGuard;

/// <summary>The form of WireGuard's keys.</summary>
internal static class PublicKeyText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "a public key as 'wg pubkey' prints it, 44 characters of base 64";

    private const int Bytes = 32;
    private const int Characters = 44;

    /// <summary>Whether a text is a key in its one valid spelling.</summary>
    public static bool IsValid(string text)
    {
        Span<byte> key = stackalloc byte[Bytes];
        return text.Length == Characters && Convert.TryFromBase64String(text, key, out var count) && count == Bytes && Convert.ToBase64String(key) == text;
    }
}
