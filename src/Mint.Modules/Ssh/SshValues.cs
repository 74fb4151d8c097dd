using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mint.Modules.Ssh;

/// <summary>What follows a keyword; in YAML a text, a number, or a list of them.</summary>
/// <param name="All">The values, one line of sshd_config each.</param>
[JsonConverter(typeof(SshValuesConverter))]
public sealed record SshValues(IReadOnlyList<string> All);

/// <summary>Reads a text, or a list of texts. A number or a truth value counts as its text.</summary>
internal sealed class SshValuesConverter : JsonConverter<SshValues>
{
    /// <inheritdoc/>
    public override SshValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new SshValues([Text(ref reader)]);
        }

        var values = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(Text(ref reader));
        }

        return new SshValues(values);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SshValues value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value.All)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    // YAML's true is what sshd calls yes.
    private static string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString() switch
        {
            "true" => "yes",
            "false" => "no",
            var text => text ?? "",
        },
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonTokenType.True => "yes",
        JsonTokenType.False => "no",
        _ => throw new JsonException("expected a text, a whole number, or a list of them"),
    };
}
