using System.Text.Json.Serialization;

namespace Mint.Modules.Routes;

/// <summary>Source-generated contracts of the section and its kind.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Dictionary<string, RouteSettings>))]
[JsonSerializable(typeof(RouteSpec))]
internal sealed partial class RoutesJson : JsonSerializerContext;
