using System.Text.Json.Serialization;
using Mint.Testing.Conformance;

namespace Mint.Conformance;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConformanceResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
