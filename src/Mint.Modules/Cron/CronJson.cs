using System.Text.Json.Serialization;

namespace Mint.Modules.Cron;

/// <summary>Source-generated contract of the section.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Dictionary<string, CronJob>))]
internal sealed partial class CronJson : JsonSerializerContext;
