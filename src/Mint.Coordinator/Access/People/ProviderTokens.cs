using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Access.People;

/// <summary>Takes tokens of the identity provider that others bring: only its signature says that they are its own.</summary>
internal sealed class ProviderTokens(IOptionsMonitor<OpenIdConnectOptions> schemes, CoordinatorOptions options)
{
    /// <summary>The largest that is looked at.</summary>
    public const int MostBytes = 64 * 1024;

    private readonly JsonWebTokenHandler reader = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MostBytes };

    /// <summary>The token, when it is signed by the provider, for one of these clients, and not past its time.</summary>
    /// <param name="text">The token.</param>
    /// <param name="clients">Whom it may be for.</param>
    /// <param name="mustEnd">Whether it must say when it ends.</param>
    public async Task<JsonWebToken?> ReadAsync(string text, IEnumerable<string> clients, bool mustEnd)
    {
        var scheme = schemes.Get(ProviderRegistration.SchemeName);
        var parameters = scheme.TokenValidationParameters.Clone();
        parameters.ValidAudience = null;
        parameters.ValidAudiences = clients;
        parameters.ConfigurationManager = scheme.ConfigurationManager as BaseConfigurationManager;
        parameters.RequireExpirationTime = mustEnd;
        var result = await reader.ValidateTokenAsync(text, parameters);
        return result is { IsValid: true, SecurityToken: JsonWebToken token } ? token : null;
    }

    /// <summary>What the provider says of a person besides the ID token; nothing when it has no such page.</summary>
    /// <param name="accessToken">Opens that page.</param>
    /// <param name="subject">Whom it must be about.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="HttpRequestException">The provider can't be reached, or refuses.</exception>
    /// <exception cref="JsonException">It says something else, or of somebody else.</exception>
    public async Task<IReadOnlyList<Claim>> AskAsync(string accessToken, string subject, CancellationToken ct)
    {
        var scheme = schemes.Get(ProviderRegistration.SchemeName);
        var oidc = options.Oidc ?? throw new InvalidOperationException("there is no provider to ask");
        var provider = await (scheme.ConfigurationManager ?? throw new InvalidOperationException("the provider's addresses are nowhere")).GetConfigurationAsync(ct);
        if (provider.UserInfoEndpoint is not { Length: > 0 } address)
        {
            return [];
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        using var answer = await scheme.Backchannel.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        using var said = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
        if (said.RootElement.ValueKind != JsonValueKind.Object || RoleClaim.Text(said.RootElement, "sub") != subject)
        {
            throw new JsonException("the user info is about somebody else");
        }

        return [.. ProviderRegistration.ClaimsOf(oidc)
            .Select(claim => (claim, Value: RoleClaim.Text(said.RootElement, claim)))
            .Where(c => c.Value is not null)
            .Select(c => new Claim(c.claim, c.Value ?? ""))];
    }
}
