using System.Text.Json;
using System.Text.Json.Serialization;
using Mint.Core.Config;
using Mint.Core.Hosts;

namespace Mint.Core.Providers;

/// <summary>
/// Writes a <see cref="Secret"/> as <c>(secret)</c>, or, inside <see cref="CanonicalJson"/>, as its keyed hash. Reads a secret of the config repo, or a plain string.
/// Put it on the property: <c>[JsonConverter(typeof(SecretJsonConverter))]</c>.
/// </summary>
public sealed class SecretJsonConverter : JsonConverter<Secret>
{
    private const string Hashed = "hmac:";

    [ThreadStatic]
    private static SecretKey? key;

    /// <inheritdoc/>
    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? SecretExchange.Find(text) ?? new Secret(text) : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(key is null ? value.ToString() : Hashed + key.Hash(value));
    }

    /// <summary>Whether a spec, as the ledger keeps it, holds a secret. Text of others that looks like one counts too, which hides no more than a difference.</summary>
    internal static bool IsIn(string? specJson) => specJson?.Contains($"\"{Hashed}", StringComparison.Ordinal) == true;

    /// <summary>Runs a serialization in which secrets are written as hashes keyed with <paramref name="with"/>.</summary>
    internal static T Keyed<T>(SecretKey with, Func<T> write)
    {
        key = with;
        try
        {
            return write();
        }
        finally
        {
            key = null;
        }
    }
}
