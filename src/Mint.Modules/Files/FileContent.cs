using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>What a file shall hold: text, bytes, or a text that never prints. Its hash is worked out once.</summary>
public sealed class FileContent : IEquatable<FileContent>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Lazy<byte[]> bytes;
    private readonly Lazy<string> sha256;

    /// <summary>For serialization; exactly one of the three is given. Use <see cref="Of(string)"/> and its siblings.</summary>
    /// <param name="text">The text.</param>
    /// <param name="base64">The bytes, where they are no text.</param>
    /// <param name="secret">A text that never prints.</param>
    [JsonConstructor]
    public FileContent(string? text, string? base64, Secret? secret)
    {
        (Text, Base64, Secret) = (text, base64, secret);

        // A secret that can't be opened now may be at the next look, so a failure is not kept.
        bytes = new(() => Base64 is null ? Encoding.UTF8.GetBytes(Secret?.Reveal() ?? Text ?? "") : Convert.FromBase64String(Base64), LazyThreadSafetyMode.PublicationOnly);
        sha256 = new(() => Convert.ToHexStringLower(SHA256.HashData(bytes.Value)), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The text; null when it is binary or secret.</summary>
    public string? Text { get; }

    /// <summary>The bytes in base 64; null when it is text.</summary>
    public string? Base64 { get; }

    /// <summary>A text that never prints; null when it may be shown.</summary>
    [JsonConverter(typeof(SecretJsonConverter))]
    public Secret? Secret { get; }

    /// <summary>The bytes to write.</summary>
    [JsonIgnore]
    public ReadOnlySpan<byte> Bytes => bytes.Value;

    /// <summary>Their SHA-256 in lower-case hex. Not serialized: it would let a secret be guessed.</summary>
    [JsonIgnore]
    public string Sha256 => sha256.Value;

    /// <summary>Text that may be shown.</summary>
    public static FileContent Of(string text) => new(text, null, null);

    /// <summary>Bytes: kept as text when they are valid UTF-8 without NUL.</summary>
    public static FileContent Of(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return AsText(bytes) is { } text ? new(text, null, null) : new(null, Convert.ToBase64String(bytes), null);
    }

    /// <summary>A text that compares and is written, but never prints.</summary>
    public static FileContent Of(Secret secret) => new(null, null, secret);

    /// <summary>The bytes as text; null when they are none.</summary>
    public static string? AsText(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Found bytes as a difference prints them: whole when they are text, else size and hash.</summary>
    public static string Describe(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return AsText(bytes) ?? $"{bytes.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}";
    }

    /// <summary>As a difference prints it.</summary>
    public string Describe() => Secret is not null ? Secret.ToString() : Text ?? $"{bytes.Value.Length} bytes, sha256 {Sha256}";

    /// <inheritdoc/>
    public bool Equals(FileContent? other) =>
        other is not null && (Secret is not null || other.Secret is not null ? Secret is not null && Secret.Equals(other.Secret) : string.Equals(Sha256, other.Sha256, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FileContent);

    /// <inheritdoc/>
    public override int GetHashCode() => Secret is not null ? 0 : Sha256.GetHashCode(StringComparison.Ordinal);

    /// <summary>What a log may hold: never the content.</summary>
    public override string ToString() => Secret is not null ? "(secret)" : $"{bytes.Value.Length} bytes";
}
