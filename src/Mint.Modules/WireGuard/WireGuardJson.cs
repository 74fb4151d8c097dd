using System.Text.Json.Serialization;

namespace Mint.Modules.WireGuard;

/// <summary>Source-generated contracts of the section and its kind.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, WireGuardMembership>))]
[JsonSerializable(typeof(WireGuardSpec))]
internal sealed partial class WireGuardJson : JsonSerializerContext;
