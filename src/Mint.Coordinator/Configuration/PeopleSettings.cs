namespace Mint.Coordinator.Configuration;

/// <summary>How long people stay logged in.</summary>
internal sealed record SessionSettings
{
    /// <summary>How long a session lasts that is not used; default 8 h.</summary>
    public string? Idle { get; init; }

    /// <summary>How long a session lasts at most; default 24 h.</summary>
    public string? Longest { get; init; }
}

/// <summary>An identity provider that people log in with, by OpenID Connect.</summary>
internal sealed record OidcSettings
{
    /// <summary>As it calls itself: <c>https://id.example.org/realms/ops</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>What it knows this coordinator as.</summary>
    public required string ClientId { get; init; }

    /// <summary>File with that client's secret.</summary>
    public required string ClientSecretFile { get; init; }

    /// <summary>What it knows the command line as: a public client with the device flow; null when people may not log in there.</summary>
    public string? CliClientId { get; init; }

    /// <summary>What is asked for; default openid and profile.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = ["openid", "profile"];

    /// <summary>Where a person's roles stand; default where Keycloak has them: <c>realm_access.roles</c> and <c>resource_access.CLIENT_ID.roles</c>.</summary>
    public IReadOnlyList<string>? RoleClaims { get; init; }

    /// <summary>What each of the provider's roles may do here.</summary>
    public required IReadOnlyDictionary<string, OidcRoleSettings> Roles { get; init; }

    /// <summary>Whom people ask who have no role here; null for whoever runs it.</summary>
    public string? Contact { get; init; }
}

/// <summary>What one of an identity provider's roles may do here.</summary>
internal sealed record OidcRoleSettings
{
    /// <summary>viewer, operator or admin.</summary>
    public required string Role { get; init; }

    /// <summary>Customers whose hosts it may see; null for all.</summary>
    public IReadOnlyList<string>? Customers { get; init; }
}
