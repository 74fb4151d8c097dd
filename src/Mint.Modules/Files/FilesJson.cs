using System.Text.Json.Serialization;

namespace Mint.Modules.Files;

/// <summary>Source-generated contracts of the section and its kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, FileItem>))]
[JsonSerializable(typeof(FileSpec))]
[JsonSerializable(typeof(DirectorySpec))]
[JsonSerializable(typeof(LinkSpec))]
[JsonSerializable(typeof(BlockSpec))]
[JsonSerializable(typeof(PreservedPath))]
internal sealed partial class FilesJson : JsonSerializerContext;
