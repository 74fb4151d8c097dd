using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mint.Coordinator.Hooks;

/// <summary>What a delivery holds: proof and reference of a body that may be too large to keep.</summary>
/// <param name="Mac">The HMAC-SHA256 of all of it, by the secret.</param>
/// <param name="IsJson">Whether it is a JSON object, as far as it was looked at.</param>
/// <param name="Reference">The branch or tag that it is about; empty for none, null where that can't be said: it comes late in a large body.</param>
internal sealed record HookBody(byte[] Mac, bool IsJson, string? Reference)
{
    /// <summary>The largest that a forge sends: GitHub stops there.</summary>
    public const int Largest = 25 << 20;

    // Strangers send too, and are known as such only at the end; forges name the reference among the first things.
    private const int Kept = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <returns>Null when it is too large.</returns>
    public static async Task<HookBody?> ReadAsync(HttpRequest request, string secret, CancellationToken ct)
    {
        if (request.ContentLength > Largest)
        {
            return null;
        }

        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        using var kept = new MemoryStream();
        var (buffer, length) = (new byte[16 * 1024], 0);
        while (await request.Body.ReadAsync(buffer, ct) is var read and > 0)
        {
            if ((length += read) > Largest)
            {
                return null;
            }

            mac.AppendData(buffer, 0, read);
            kept.Write(buffer, 0, Math.Min(read, Kept - (int)kept.Length));
        }

        var (isJson, reference) = ReferenceOf(kept.GetBuffer().AsSpan(0, (int)kept.Length), isAll: length == kept.Length);
        return new HookBody(mac.GetHashAndReset(), isJson, reference);
    }

    private static (bool IsJson, string? Reference) ReferenceOf(ReadOnlySpan<byte> json, bool isAll)
    {
        try
        {
            var reader = new Utf8JsonReader(json, isAll, default);
            string? reference = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return (false, null);
            }

            while (reader.Read())
            {
                if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && reader.ValueTextEquals("ref") && reader.Read())
                {
                    reference = reader.TokenType == JsonTokenType.String ? reader.GetString() : "";
                }
            }

            return (true, reference ?? (isAll ? "" : null));
        }
        // A string of half a surrogate pair is no text either.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return (false, null);
        }
    }
}
