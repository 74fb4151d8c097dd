using System.Text.Json.Nodes;

namespace Mint.Core.Config;

/// <summary>
/// Writes a shape as JSON Schema for editors. A file is one layer of several, so nothing is required but a fleet's version,
/// <c>null</c> is allowed wherever a key may be removed, and <c>${…}</c> wherever a scalar may stand.
/// </summary>
internal sealed class SchemaWriter
{
    private const string Variable = @"\$";
    private readonly JsonObject definitions = [];
    private readonly Dictionary<RecordShape, string> names = [];

    private SchemaWriter()
    {
    }

    public static JsonObject Write(RecordShape file)
    {
        var writer = new SchemaWriter();
        var schema = writer.Record(file, isWhole: file.Name == "fleet");
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema["$defs"] = writer.definitions;
        return schema;
    }

    private JsonObject Record(RecordShape record, bool isWhole)
    {
        var properties = new JsonObject();
        foreach (var member in record.Members.Values)
        {
            var schema = Removable(Of(member.Shape));
            if (member.Description is { } description)
            {
                schema["description"] = description;
            }

            properties[member.Name] = schema;
        }

        var result = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        var required = record.Members.Values.Where(m => isWhole && m.Required).Select(m => (JsonNode)m.Name).ToArray();
        if (required.Length > 0)
        {
            result["required"] = new JsonArray(required);
        }

        return result;
    }

    private JsonObject Of(Shape shape) => shape switch
    {
        RecordShape record => Reference(record),
        MapShape map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Removable(Of(map.Element)) },
        ListShape list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Element) },
        TextShape => new JsonObject { ["type"] = Types("string", "number", "boolean") },
        SecretShape => new JsonObject { ["type"] = "string" },
        BoolShape => OrVariable(new JsonObject { ["type"] = "boolean" }),
        IntegerShape integer => OrVariable(Integer(integer)),
        NumberShape => OrVariable(new JsonObject { ["type"] = "number" }),
        ChoiceShape choice => OrVariable(new JsonObject { ["enum"] = Types([.. choice.Choices.Keys]) }),
        OpaqueShape { IsTree: false } => new JsonObject { ["type"] = Types("string", "number", "boolean", "object", "array") },
        _ => [],
    };

    private static JsonObject Integer(IntegerShape integer)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        if (integer.Max <= uint.MaxValue)
        {
            schema["minimum"] = (long)integer.Min;
            schema["maximum"] = (long)integer.Max;
        }

        return schema;
    }

    /// <summary>Records are defined once and referred to, since one may hold itself.</summary>
    private JsonObject Reference(RecordShape record)
    {
        if (!names.TryGetValue(record, out var name))
        {
            names[record] = name = names.ContainsValue(record.Name) ? $"{record.Name}{names.Count}" : record.Name;
            definitions[name] = Record(record, isWhole: false);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonObject OrVariable(JsonObject schema) =>
        new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "string", ["pattern"] = Variable }) };

    private static JsonObject Removable(JsonObject schema) => schema.Count == 0 ? schema
        : new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };

    private static JsonArray Types(params string[] names) => new([.. names.Select(n => (JsonNode)n)]);
}
