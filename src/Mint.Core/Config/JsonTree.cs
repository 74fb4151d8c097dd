using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Mint.Core.Config;

/// <summary>Writes a checked tree as the JSON that its contract reads, every scalar as the type its shape asks for.</summary>
internal static class JsonTree
{
    public static ReadOnlyMemory<byte> Write(ConfigNode node, Shape shape, SecretExchange exchange)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 2 * ConfigLimits.Depth }))
        {
            Node(json, node, shape, exchange);
        }

        return buffer.WrittenMemory;
    }

    private static void Node(Utf8JsonWriter json, ConfigNode node, Shape shape, SecretExchange exchange)
    {
        switch (node)
        {
            case ConfigMap map:
                json.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    json.WritePropertyName(entry.Key);
                    Node(json, entry.Value, Child(shape, entry.Key), exchange);
                }

                json.WriteEndObject();
                break;
            case ConfigList list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Node(json, item, shape is ListShape { Element: var element } ? element : new OpaqueShape(IsTree: true), exchange);
                }

                json.WriteEndArray();
                break;
            case ConfigScalar { Secret: { } secret }:
                json.WriteStringValue(exchange.Leave(secret));
                break;
            case ConfigScalar scalar:
                Scalar(json, scalar, shape);
                break;
        }
    }

    private static Shape Child(Shape shape, string key) => shape switch
    {
        RecordShape record when record.Members.TryGetValue(key, out var member) => member.Shape,
        MapShape { Element: var element } => element,
        _ => new OpaqueShape(IsTree: true),
    };

    private static void Scalar(Utf8JsonWriter json, ConfigScalar scalar, Shape shape)
    {
        switch (shape)
        {
            case BoolShape when CoreSchema.TryBool(scalar.Text, out var value):
                json.WriteBooleanValue(value);
                break;
            case IntegerShape when CoreSchema.TryInteger(scalar.Text, out var value):
                json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
                break;
            case NumberShape when CoreSchema.TryNumber(scalar.Text, out var value):
                json.WriteNumberValue(value);
                break;
            case ChoiceShape choice:
                json.WriteStringValue(choice.Choices[scalar.Text]);
                break;
            case OpaqueShape { IsTree: true } when !scalar.IsQuoted:
                Plain(json, scalar.Text);
                break;
            default:
                json.WriteStringValue(scalar.Text);
                break;
        }
    }

    private static void Plain(Utf8JsonWriter json, string text)
    {
        if (CoreSchema.IsNull(text))
        {
            json.WriteNullValue();
        }
        else if (CoreSchema.TryBool(text, out var flag))
        {
            json.WriteBooleanValue(flag);
        }
        else if (CoreSchema.TryInteger(text, out var whole))
        {
            json.WriteRawValue(whole.ToString(CultureInfo.InvariantCulture));
        }
        else if (CoreSchema.TryNumber(text, out var number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }
}
