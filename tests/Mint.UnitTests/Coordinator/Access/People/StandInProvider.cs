using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>An identity provider that says whatever a test wants, true or not.</summary>
internal sealed class StandInProvider : IAsyncDisposable
{
    public const string ClientId = "mint";

    private readonly RSA key = RSA.Create(2048);
    private readonly WebApplication app;

    private StandInProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = CallsItself ?? Issuer,
            authorization_endpoint = $"{Issuer}/authorize",
            token_endpoint = $"{Issuer}/token",
            userinfo_endpoint = $"{Issuer}/userinfo",
            jwks_uri = $"{Issuer}/keys",
        }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { PublicKey } }));
        app.MapPost("/token", async (HttpRequest request) =>
        {
            Asked = await request.ReadFormAsync();
            return TokenError is { } error ? Results.Json(new { error }, statusCode: 400) : Results.Json(new { access_token = "access", token_type = "Bearer", expires_in = 60, id_token = IdToken });
        });
        app.MapGet("/userinfo", () => Results.Json(UserInfo));
    }

    public string Issuer => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What it says its name is; null for the truth.</summary>
    public string? CallsItself { get; set; }

    public string IdToken { get; set; } = "";

    public string? TokenError { get; set; }

    public IFormCollection? Asked { get; private set; }

    public Dictionary<string, object> UserInfo { get; } = new() { ["sub"] = "0815" };

    public SigningCredentials Signing => new(new RsaSecurityKey(key) { KeyId = "1" }, SecurityAlgorithms.RsaSha256);

    /// <summary>What everybody knows of its key, as a secret that somebody might sign with.</summary>
    public SigningCredentials SigningWithPublicKey => new(new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()) { KeyId = "1" }, SecurityAlgorithms.HmacSha256);

    public OidcOptions Options => new()
    {
        Issuer = Issuer,
        ClientId = ClientId,
        ClientSecret = "secret",
        CliClientId = "mint-cli",
        RoleClaims = ["realm_access.roles", "groups"],
        Roles = new Dictionary<string, OidcRole> { ["mint-admin"] = new(Role.Admin, []), ["acme-ops"] = new(Role.Operator, ["acme"]) },
    };

    private object PublicKey
    {
        get
        {
            var numbers = key.ExportParameters(includePrivateParameters: false);
            return new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64UrlEncoder.Encode(numbers.Modulus), e = Base64UrlEncoder.Encode(numbers.Exponent) };
        }
    }

    public static async Task<StandInProvider> StartAsync()
    {
        var provider = new StandInProvider();
        await provider.app.StartAsync();
        return provider;
    }

    /// <summary>An ID token's claims, all right.</summary>
    public Dictionary<string, object> Claims(DateTimeOffset now, params (string Name, object? Value)[] others)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = "0815",
            ["sid"] = "session-1",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["preferred_username"] = "anna",
            ["groups"] = new[] { "mint-admin" },
        };
        foreach (var (name, value) in others)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    /// <summary>Signs claims; without a key, as alg none.</summary>
    public static string Sign(IDictionary<string, object> claims, SigningCredentials? signing) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = signing });

    public ValueTask DisposeAsync()
    {
        key.Dispose();
        return app.DisposeAsync();
    }
}
