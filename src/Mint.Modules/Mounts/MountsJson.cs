using System.Text.Json.Serialization;

namespace Mint.Modules.Mounts;

/// <summary>Source-generated contracts of the section and its kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MountsSection))]
[JsonSerializable(typeof(MountSpec))]
[JsonSerializable(typeof(SwapSpec))]
internal sealed partial class MountsJson : JsonSerializerContext;
