using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;

namespace Mint.Core.Config;

/// <summary>Reads shapes out of System.Text.Json's source-generated contracts, without reflection over values.</summary>
internal sealed class ShapeReader
{
    private static readonly Dictionary<Type, Shape> Scalars = new()
    {
        [typeof(string)] = new TextShape(),
        [typeof(Secret)] = new SecretShape(),
        [typeof(SecretOrText)] = new TextShape(TakesSecret: true),
        [typeof(char)] = new TextShape(),
        [typeof(bool)] = new BoolShape(),
        [typeof(byte)] = new IntegerShape(byte.MinValue, byte.MaxValue),
        [typeof(sbyte)] = new IntegerShape(sbyte.MinValue, sbyte.MaxValue),
        [typeof(short)] = new IntegerShape(short.MinValue, short.MaxValue),
        [typeof(ushort)] = new IntegerShape(ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = new IntegerShape(int.MinValue, int.MaxValue),
        [typeof(uint)] = new IntegerShape(uint.MinValue, uint.MaxValue),
        [typeof(long)] = new IntegerShape(long.MinValue, long.MaxValue),
        [typeof(ulong)] = new IntegerShape(ulong.MinValue, ulong.MaxValue),
        [typeof(float)] = new NumberShape(),
        [typeof(double)] = new NumberShape(),
        [typeof(decimal)] = new NumberShape(),
        [typeof(JsonElement)] = new OpaqueShape(IsTree: true),
        [typeof(JsonNode)] = new OpaqueShape(IsTree: true),
        [typeof(JsonObject)] = new OpaqueShape(IsTree: true),
        [typeof(object)] = new OpaqueShape(IsTree: true),
    };

    private readonly Dictionary<Type, Shape> seen = [];

    public Contract Read(JsonTypeInfo type) => new(Of(type), type);

    private Shape Of(JsonTypeInfo contract)
    {
        var type = Nullable.GetUnderlyingType(contract.Type) ?? contract.Type;
        if (Scalars.TryGetValue(type, out var scalar) || seen.TryGetValue(type, out scalar))
        {
            return scalar;
        }

        return contract.Kind switch
        {
            JsonTypeInfoKind.Object => Record(contract),
            JsonTypeInfoKind.Dictionary => new MapShape(Element(contract)),
            JsonTypeInfoKind.Enumerable => new ListShape(Element(contract)),
            _ when type.IsEnum => Choice(contract.Options.GetTypeInfo(type)),
            _ => new OpaqueShape(IsTree: false),
        };
    }

    private Shape Element(JsonTypeInfo contract) => contract.ElementType is { } element
        ? Of(contract.Options.GetTypeInfo(element))
        : throw new InvalidOperationException($"{contract.Type.Name} does not say what it holds");

    private RecordShape Record(JsonTypeInfo contract)
    {
        var record = new RecordShape(contract.Type.Name);
        seen[contract.Type] = record;
        foreach (var property in contract.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null))
        {
            RefuseLostDefault(contract, property);
            record.Add(new Member(property.Name, Of(contract, property), IsRequired(property), Description(property)));
        }

        return record;
    }

    private Shape Of(JsonTypeInfo contract, JsonPropertyInfo property) =>
        property.CustomConverter is not null && !Scalars.ContainsKey(property.PropertyType)
            ? new OpaqueShape(IsTree: false)
            : Of(contract.Options.GetTypeInfo(property.PropertyType));

    /// <summary>
    /// Source-generated contracts set every <c>init</c> property, to <c>default</c> when it is not written, so an initializer
    /// would be lost in silence. Better that the module does not start.
    /// </summary>
    private static void RefuseLostDefault(JsonTypeInfo contract, JsonPropertyInfo property)
    {
        var mayBeNull = property.IsSetNullable && (!property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null);
        if (property.AssociatedParameter is { IsMemberInitializer: true } && !property.IsRequired && !mayBeNull)
        {
            throw new InvalidOperationException(
                $"{contract.Type.Name}.{property.Name} is init-only, so its default value would be lost when the key is absent: make it 'required', nullable or '{{ get; set; }}'");
        }
    }

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false, IsMemberInitializer: false };

    private static string? Description(JsonPropertyInfo property) => property.AttributeProvider?
        .GetCustomAttributes(typeof(DescriptionAttribute), inherit: true)
        .OfType<DescriptionAttribute>()
        .FirstOrDefault()?.Description;

    /// <summary>The words come from the contract's own schema, for the converter keeps them to itself.</summary>
    private static ChoiceShape Choice(JsonTypeInfo contract)
    {
        var words = (contract.GetJsonSchemaAsNode() as JsonObject)?["enum"]?.AsArray().Select(word => word?.GetValue<string>() ?? "").Where(word => word.Length > 0);
        return words is null
            ? throw new InvalidOperationException($"{contract.Type.Name} is not written as words; its contract wants UseStringEnumConverter")
            : new ChoiceShape(words.ToDictionary(Written, word => word));
    }

    private static string Written(string word) => word.Any(char.IsAsciiLetterUpper) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(word) : word;
}
