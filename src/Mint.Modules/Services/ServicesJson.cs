using System.Text.Json.Serialization;

namespace Mint.Modules.Services;

/// <summary>Source-generated contracts of the section and its kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, ServiceSettings>))]
[JsonSerializable(typeof(UnitSpec))]
[JsonSerializable(typeof(ManagerSpec))]
internal sealed partial class ServicesJson : JsonSerializerContext;
