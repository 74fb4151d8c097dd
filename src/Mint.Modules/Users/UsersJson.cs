using System.Text.Json.Serialization;

namespace Mint.Modules.Users;

/// <summary>Source-generated contracts of the sections <c>users</c> and <c>user_groups</c> and their kinds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, UserSettings>))]
[JsonSerializable(typeof(Dictionary<string, GroupSettings>))]
[JsonSerializable(typeof(UserSpec))]
[JsonSerializable(typeof(GroupSpec))]
[JsonSerializable(typeof(MembershipSpec))]
[JsonSerializable(typeof(AuthorizedKeysSpec))]
internal sealed partial class UsersJson : JsonSerializerContext;
