using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Access.People;

/// <summary>Logging in with an identity provider: OpenID Connect's code flow with PKCE.</summary>
internal static class ProviderRegistration
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Provider";

    /// <summary>Where people are sent to the provider.</summary>
    public const string BeginPath = "/login/provider";

    /// <summary>Where the provider sends people back to.</summary>
    public const string CallbackPath = "/login/callback";

    /// <summary>Where the provider tells that somebody logged out.</summary>
    public const string BackChannelPath = "/logout/backchannel";

    // Signed with the provider's key, and with nothing that a client knows too.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Adds it, where there is a provider.</summary>
    public static void AddProvider(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<ProviderDesk>();
        services.AddSingleton<ProviderLogout>();
        services.AddSingleton<ProviderTokens>();
        services.AddSingleton<BackChannelLogout>();
        services.AddSingleton<DeviceLogin>();
        if (options.Oidc is { } oidc)
        {
            // Each login that comes to nothing would be told twice, once with a stack.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None);
            services.AddAuthentication().AddOpenIdConnect(SchemeName, provider => Configure(provider, oidc));
        }
    }

    /// <summary>Maps its paths, and those of the command line's login, which says where there is no provider.</summary>
    public static void MapProvider(this WebApplication app)
    {
        var services = app.Services;
        var device = services.GetRequiredService<DeviceLogin>();
        app.MapGet(DeviceLogin.MethodsPath, device.ShowMethodsAsync).AllowAnonymous();
        app.MapPost(DeviceLogin.ExchangePath, device.ExchangeAsync).AllowAnonymous();
        app.MapPost(DeviceLogin.EndPath, device.EndAsync).RequireAuthorization(Roles.Viewer);
        if (services.GetRequiredService<CoordinatorOptions>().Oidc is null)
        {
            return;
        }

        app.MapGet(BeginPath, services.GetRequiredService<ProviderDesk>().BeginAsync).AllowAnonymous();
        app.MapPost(BackChannelPath, services.GetRequiredService<BackChannelLogout>().TakeAsync).AllowAnonymous();
    }

    /// <summary>What of the provider's user info counts.</summary>
    public static IEnumerable<string> ClaimsOf(OidcOptions oidc) => ProviderDesk.NameClaims.Concat(oidc.RoleClaims.SelectMany(RoleClaim.Roots)).Distinct();

    private static void Configure(OpenIdConnectOptions provider, OidcOptions oidc)
    {
        provider.Authority = oidc.Issuer;
        provider.RequireHttpsMetadata = oidc.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        provider.ClientId = oidc.ClientId;
        provider.ClientSecret = oidc.ClientSecret;
        provider.SignInScheme = PersonAuthentication.SchemeName;
        provider.ResponseType = OpenIdConnectResponseType.Code;
        // By an address and not by a form: then no cookie need travel with what other sites send.
        provider.ResponseMode = OpenIdConnectResponseMode.Query;
        provider.UsePkce = true;
        provider.CallbackPath = CallbackPath;
        provider.RemoteSignOutPath = PathString.Empty;
        provider.SignedOutCallbackPath = PathString.Empty;
        provider.BackchannelTimeout = TimeSpan.FromSeconds(10);
        provider.MapInboundClaims = false;
        provider.SaveTokens = true;
        provider.GetClaimsFromUserInfoEndpoint = true;
        provider.Scope.Clear();
        foreach (var scope in oidc.Scopes)
        {
            provider.Scope.Add(scope);
        }

        provider.TokenValidationParameters.ValidAlgorithms = Algorithms;
        // What the provider says of itself is not enough: it must be the one that is meant.
        provider.TokenValidationParameters.IssuerValidator = (issuer, _, _) => issuer == oidc.Issuer
            ? issuer
            : throw new SecurityTokenInvalidIssuerException($"the provider calls itself '{issuer}', coordinator.yaml calls it '{oidc.Issuer}'") { InvalidIssuer = issuer };
        foreach (var cookie in new[] { provider.CorrelationCookie, provider.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.Always;
        }

        provider.ClaimActions.Clear();
        foreach (var claim in ClaimsOf(oidc))
        {
            provider.ClaimActions.MapCustomJson(claim, said => RoleClaim.Text(said, claim));
        }

        provider.Events.OnTokenValidated = RefuseUnsigned;
        provider.Events.OnTicketReceived = context => Desk(context.HttpContext).AdmitAsync(context);
        provider.Events.OnAccessDenied = context => Desk(context.HttpContext).DenyAsync(context);
        provider.Events.OnRemoteFailure = context => Desk(context.HttpContext).FailAsync(context);
    }

    // In the code flow the framework takes an unsigned token, as it came from the provider itself; no provider that is well needs that.
    private static Task RefuseUnsigned(TokenValidatedContext context)
    {
        if (context.SecurityToken.RawSignature is null or "")
        {
            context.Fail(new SecurityTokenInvalidSignatureException("the ID token has no signature"));
        }

        return Task.CompletedTask;
    }

    private static ProviderDesk Desk(HttpContext context) => context.RequestServices.GetRequiredService<ProviderDesk>();
}
