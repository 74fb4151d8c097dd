using System.Text.Json.Serialization;

namespace Mint.Modules.HostSystem;

/// <summary>Source-generated contracts of the section and its kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SystemSection))]
[JsonSerializable(typeof(HostnameSpec))]
[JsonSerializable(typeof(TimezoneSpec))]
[JsonSerializable(typeof(LocaleSpec))]
[JsonSerializable(typeof(DefaultLocaleSpec))]
[JsonSerializable(typeof(SysctlSpec))]
[JsonSerializable(typeof(TriggerSpec))]
internal sealed partial class SystemJson : JsonSerializerContext;
