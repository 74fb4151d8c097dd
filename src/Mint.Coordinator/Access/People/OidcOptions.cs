namespace Mint.Coordinator.Access.People;

/// <summary>An identity provider that people log in with, checked.</summary>
internal sealed record OidcOptions
{
    /// <summary>As it calls itself, to the letter.</summary>
    public required string Issuer { get; init; }

    /// <summary>What it knows this coordinator as.</summary>
    public required string ClientId { get; init; }

    /// <summary>Our secret there.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>What it knows the command line as; null when people may not log in there.</summary>
    public string? CliClientId { get; init; }

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile"];

    /// <summary>Where a person's roles stand.</summary>
    public required IReadOnlyList<string> RoleClaims { get; init; }

    /// <summary>What each of its roles may do here.</summary>
    public required IReadOnlyDictionary<string, OidcRole> Roles { get; init; }

    /// <summary>Whom people ask who have no role here.</summary>
    public string Contact { get; init; } = UsualContact;

    /// <summary>Whom they ask where nobody is named.</summary>
    public const string UsualContact = "whoever runs this coordinator";
}

/// <summary>What one of an identity provider's roles may do here.</summary>
/// <param name="Role">What.</param>
/// <param name="Customers">Customers whose hosts it may see; empty for all.</param>
internal sealed record OidcRole(Role Role, IReadOnlyList<string> Customers);
