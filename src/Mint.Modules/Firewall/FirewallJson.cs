using System.Text.Json.Serialization;

namespace Mint.Modules.Firewall;

/// <summary>Source-generated contracts of the section and its kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FirewallSection))]
[JsonSerializable(typeof(FirewallSpec))]
[JsonSerializable(typeof(BlocklistSpec))]
internal sealed partial class FirewallJson : JsonSerializerContext;
