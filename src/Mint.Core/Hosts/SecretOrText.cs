using System.Text.Json;
using System.Text.Json.Serialization;
using Mint.Core.Config;

namespace Mint.Core.Hosts;

/// <summary>A setting that may be written in the clear, or hold a secret: wholly (<c>!secret name</c>) or in parts (<c>${variable}</c>).</summary>
/// <param name="Text">The text; null when it holds a secret.</param>
/// <param name="Secret">The text with its secrets; null when it holds none.</param>
[JsonConverter(typeof(SecretOrTextConverter))]
public sealed record SecretOrText(string? Text, Secret? Secret = null);

/// <summary>Reads both forms; writes a secret as <c>(secret)</c>.</summary>
public sealed class SecretOrTextConverter : JsonConverter<SecretOrText>
{
    /// <inheritdoc/>
    public override SecretOrText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        return SecretExchange.Find(text) is { } secret ? new SecretOrText(null, secret) : new SecretOrText(text);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SecretOrText value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Text ?? value.Secret?.ToString());
    }
}
