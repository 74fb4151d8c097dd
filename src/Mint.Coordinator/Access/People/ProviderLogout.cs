using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Access.People;

/// <summary>Where somebody who logs out here logs out at the identity provider too (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal sealed partial class ProviderLogout(
    CoordinatorOptions options,
    IOptionsMonitor<OpenIdConnectOptions> schemes,
    IDataProtectionProvider protection,
    ILogger<ProviderLogout> logger)
{
    /// <summary>The address; null when the person did not come from there, or it has none.</summary>
    public async Task<string?> AddressAsync(PersonSession session, HttpContext context)
    {
        if (options.Oidc is not { } oidc || session.Issuer.Length == 0)
        {
            return null;
        }

        try
        {
            var manager = schemes.Get(ProviderRegistration.SchemeName).ConfigurationManager;
            if (manager is null
                || (await manager.GetConfigurationAsync(context.RequestAborted)).EndSessionEndpoint is not { } endpoint
                || !Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
                || address.Scheme is not ("https" or "http"))
            {
                return null;
            }

            return QueryHelpers.AddQueryString(
                endpoint,
                new Dictionary<string, string?>
                {
                    ["client_id"] = oidc.ClientId,
                    ["id_token_hint"] = Unseal(session.IdToken),
                    ["post_logout_redirect_uri"] = $"https://{context.Request.Host}{LoginPages.Path}",
                }.Where(p => p.Value is not null));
        }
        catch (Exception away) when (away is InvalidOperationException or HttpRequestException or IOException)
        {
            // Whoever wants to log out is logged out here in any case.
            LogAway(session.Person, ProviderFailure.Reason(away));
            return null;
        }
    }

    private string? Unseal(string token)
    {
        try
        {
            return token.Length == 0 ? null : protection.CreateProtector(ProviderDesk.Purpose).Unprotect(token);
        }
        catch (CryptographicException lost)
        {
            // Without it the provider asks the person once more.
            LogUnreadable(lost.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Person} could not be logged out at the identity provider as well: {Reason}")]
    private partial void LogAway(string person, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An ID token can't be read any more: {Reason}")]
    private partial void LogUnreadable(string reason);
}
