using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mint.Core.Config;

namespace Mint.Cli.Configs;

/// <summary>A host's merged configuration as JSON, for <c>mint render --json</c>.</summary>
internal static class ConfigTreeJson
{
    /// <summary>The tree, indented. Plain words become what YAML takes them for, quoted ones stay text.</summary>
    public static string Write(ConfigNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, node);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, ConfigNode node)
    {
        switch (node)
        {
            case ConfigMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case ConfigList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ConfigScalar scalar:
                Scalar(writer, scalar);
                break;
        }
    }

    private static void Scalar(Utf8JsonWriter writer, ConfigScalar scalar)
    {
        if (scalar.IsSecret)
        {
            writer.WriteStringValue(InlineYaml.Write(scalar));
        }
        else if (scalar.IsQuoted)
        {
            writer.WriteStringValue(scalar.Text);
        }
        else if (scalar.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (scalar.Text is "true" or "false")
        {
            writer.WriteBooleanValue(scalar.Text == "true");
        }
        else if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == scalar.Text)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(scalar.Text);
        }
    }
}
