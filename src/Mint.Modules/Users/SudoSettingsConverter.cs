using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mint.Modules.Users;

/// <summary>Reads <c>nopasswd</c>, <c>password</c>, <c>none</c>, or a list of commands.</summary>
internal sealed class SudoSettingsConverter : JsonConverter<SudoSettings>
{
    private const string Expected = "expected nopasswd, password, none, or a list of commands";

    /// <inheritdoc/>
    public override SudoSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var word = reader.GetString();
            return word switch
            {
                "nopasswd" => new SudoSettings(SudoLevel.NoPassword, []),
                "password" => new SudoSettings(SudoLevel.Password, []),
                "none" => new SudoSettings(SudoLevel.None, []),
                _ => throw new JsonException($"'{word}' is no sudo level: {Expected}"),
            };
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException(Expected);
        }

        var commands = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            commands.Add(reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : throw new JsonException(Expected));
        }

        return new SudoSettings(SudoLevel.Commands, commands);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SudoSettings value, JsonSerializerOptions options)
    {
        if (value.Level != SudoLevel.Commands)
        {
            writer.WriteStringValue(value.Level switch
            {
                SudoLevel.NoPassword => "nopasswd",
                SudoLevel.Password => "password",
                _ => "none",
            });
            return;
        }

        writer.WriteStartArray();
        foreach (var command in value.Commands)
        {
            writer.WriteStringValue(command);
        }

        writer.WriteEndArray();
    }
}
