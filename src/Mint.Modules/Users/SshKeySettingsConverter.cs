using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mint.Modules.Users;

/// <summary>Reads a key given as text, or as <c>{key, options}</c>.</summary>
internal sealed class SshKeySettingsConverter : JsonConverter<SshKeySettings>
{
    /// <inheritdoc/>
    public override SshKeySettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new SshKeySettings(reader.GetString() ?? "");
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected a public key, or a map with 'key' and 'options'");
        }

        string? key = null, prefix = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException($"expected text for '{name}'");
            (key, prefix) = name switch
            {
                "key" => (value, prefix),
                "options" => (key, value),
                _ => throw new JsonException($"unknown key '{name}'; known: key, options"),
            };
        }

        return new SshKeySettings(key ?? throw new JsonException("'key' is missing"), prefix);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SshKeySettings value, JsonSerializerOptions options)
    {
        if (value.Options is null)
        {
            writer.WriteStringValue(value.Key);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("key", value.Key);
        writer.WriteString("options", value.Options);
        writer.WriteEndObject();
    }
}
