using System.Text.Json.Serialization;

namespace Mint.Core.Config;

/// <summary>The contracts of what is not a section.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FleetConfig))]
[JsonSerializable(typeof(HostSettings))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ConfigJson : JsonSerializerContext;
