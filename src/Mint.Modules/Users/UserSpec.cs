using System.Text.Json.Serialization;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>What is wanted of one local user.</summary>
/// <param name="Present">There, or not.</param>
public sealed record UserSpec(bool Present)
{
    /// <summary>Numeric id; null for the next free one.</summary>
    public int? Uid { get; init; }

    /// <summary>GECOS field; null: not looked at.</summary>
    public string? Comment { get; init; }

    /// <summary>Login shell; null: not looked at.</summary>
    public string? Shell { get; init; }

    /// <summary>Home directory of a new user; an existing user's must be equal when it was asked for.</summary>
    public string? Home { get; init; }

    /// <summary>Primary group; null for one of the user's own name.</summary>
    public string? Group { get; init; }

    /// <summary>All supplementary groups, sorted; null: others than ours are left alone.</summary>
    public IReadOnlyList<string>? ExclusiveGroups { get; init; }

    /// <summary>Made with a low id and without a home directory.</summary>
    public bool System { get; init; }

    /// <summary>Kept from logging in.</summary>
    public bool Locked { get; init; }

    /// <summary>The password's hash; null: not looked at.</summary>
    [JsonConverter(typeof(SecretJsonConverter))]
    public Secret? Password { get; init; }

    /// <summary>Of a user who shall not be there: the home directory goes as well.</summary>
    public bool DeleteHome { get; init; }
}
