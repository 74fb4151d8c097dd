using System.Text.Json.Serialization;

namespace Mint.Modules.Packages;

/// <summary>Source-generated contracts of the sections <c>packages</c> and <c>apt</c> and their kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, PackageSettings>))]
[JsonSerializable(typeof(AptSection))]
[JsonSerializable(typeof(PackageSpec))]
[JsonSerializable(typeof(AptListsSpec))]
internal sealed partial class PackagesJson : JsonSerializerContext;
