using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Access.People;

/// <summary>Reads <c>oidc</c> of coordinator.yaml and finds its mistakes.</summary>
internal static class OidcCheck
{
    private const string OpenId = "openid";

    /// <summary>The mistakes, each with its key.</summary>
    public static IEnumerable<(string Key, string What)> Of(OidcSettings settings)
    {
        if (!IsIssuer(settings.Issuer))
        {
            yield return ("oidc.issuer", $"expected https://… as the provider calls itself (http:// only on this machine), found '{settings.Issuer}'");
        }

        foreach (var (key, client) in new[] { ("oidc.client_id", settings.ClientId), ("oidc.cli_client_id", settings.CliClientId) })
        {
            if (client is not null && !IsWord(client))
            {
                yield return (key, $"expected one word, as the provider knows the client, found '{client}'");
            }
        }

        if (settings.CliClientId == settings.ClientId)
        {
            yield return ("oidc.cli_client_id", "expected another client than client_id: that one has a secret, the command line has none");
        }

        if (!settings.Scopes.Contains(OpenId) || !settings.Scopes.All(IsWord))
        {
            yield return ("oidc.scopes", $"expected words, {OpenId} among them, found '{string.Join(' ', settings.Scopes)}'");
        }

        if (settings.RoleClaims is { } claims && (claims.Count == 0 || claims.Any(c => c.Length == 0 || c.Split('.').Contains(""))))
        {
            yield return ("oidc.role_claims", "expected names of claims such as groups or realm_access.roles");
        }

        foreach (var mistake in OfRoles(settings.Roles))
        {
            yield return mistake;
        }
    }

    /// <summary>The options; null when there are mistakes, or there is no secret.</summary>
    public static OidcOptions? Read(OidcSettings settings, string? secret) => !Of(settings).Any() && secret is { Length: > 0 }
        ? new OidcOptions
        {
            Issuer = settings.Issuer,
            ClientId = settings.ClientId,
            ClientSecret = secret,
            CliClientId = settings.CliClientId,
            Scopes = settings.Scopes,
            RoleClaims = settings.RoleClaims ?? ["realm_access.roles", $"resource_access.{settings.ClientId}.roles"],
            Roles = settings.Roles.ToDictionary(r => r.Key, r => new OidcRole(Roles.Read(r.Value.Role) ?? Role.Viewer, r.Value.Customers ?? [])),
            Contact = settings.Contact ?? OidcOptions.UsualContact,
        }
        : null;

    private static IEnumerable<(string Key, string What)> OfRoles(IReadOnlyDictionary<string, OidcRoleSettings> roles)
    {
        if (roles.Count == 0)
        {
            yield return ("oidc.roles", "expected at least one of the provider's roles: nobody could log in");
        }

        foreach (var (name, role) in roles)
        {
            if (Roles.Read(role.Role) is null)
            {
                yield return ($"oidc.roles.{name}.role", $"expected {Roles.Known}, found '{role.Role}'");
            }

            // None named would read as no limit at all.
            if (role.Customers is { } customers && (customers.Count == 0 || customers.Any(c => c.Length == 0 || c.Any(char.IsControl))))
            {
                yield return ($"oidc.roles.{name}.customers", "expected names of customers; leave it out for all");
            }
        }
    }

    // Without TLS only on the same machine: the answers say who is who.
    private static bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
        && url is { Query: "", Fragment: "", UserInfo: "" };

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~' and not ('"' or '\\'));
}
