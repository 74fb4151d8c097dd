using System.Text.Json.Serialization;

namespace Mint.Modules.Updates;

/// <summary>Source-generated contracts of the section and its kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(UpdatesSection))]
[JsonSerializable(typeof(PackageListsSpec))]
[JsonSerializable(typeof(UpgradeSpec))]
[JsonSerializable(typeof(RebootSpec))]
[JsonSerializable(typeof(ServiceRestartSpec))]
internal sealed partial class UpdatesJson : JsonSerializerContext;
