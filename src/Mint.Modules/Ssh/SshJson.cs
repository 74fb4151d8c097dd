using System.Text.Json.Serialization;

namespace Mint.Modules.Ssh;

/// <summary>Source-generated contracts of the section and its kind.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SshSection))]
[JsonSerializable(typeof(SshdSpec))]
internal sealed partial class SshJson : JsonSerializerContext;
