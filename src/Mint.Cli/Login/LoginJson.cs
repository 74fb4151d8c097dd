using System.Text.Json.Serialization;

namespace Mint.Cli.Login;

/// <summary>What is kept of logins, and what coordinators and identity providers say.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Logins))]
[JsonSerializable(typeof(LoginMethods))]
[JsonSerializable(typeof(NewSession))]
[JsonSerializable(typeof(Said))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(DeviceCode))]
[JsonSerializable(typeof(DeviceTokens))]
internal sealed partial class LoginJson : JsonSerializerContext;

/// <summary>How people log in, as the coordinator says.</summary>
internal sealed record LoginMethods
{
    /// <summary>The device flow with an identity provider; every other method is an API token.</summary>
    public const string Device = "device";

    /// <summary>device or token.</summary>
    public string Method { get; init; } = "";

    /// <summary>The identity provider.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What it knows mint as.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}

/// <summary>A session with the coordinator.</summary>
internal sealed record NewSession
{
    /// <summary>What lets us in.</summary>
    public string Token { get; init; } = "";

    /// <summary>Who is logged in.</summary>
    public string Person { get; init; } = "";

    /// <summary>viewer, operator, admin.</summary>
    public string Role { get; init; } = "";

    /// <summary>Customers whose hosts they see; empty for all.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>When it ends, used or not.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>After how long without use it ends.</summary>
    public double IdleSeconds { get; init; }
}

/// <summary>Why the coordinator refuses.</summary>
/// <param name="Message">One sentence.</param>
internal sealed record Said(string? Message);

/// <summary>Where an identity provider answers (OpenID Connect Discovery 1.0).</summary>
internal sealed record Discovery
{
    /// <summary>As it calls itself.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Where a device asks for a code; null when it has no device flow.</summary>
    public string? DeviceAuthorizationEndpoint { get; init; }

    /// <summary>Where a device asks for tokens.</summary>
    public string? TokenEndpoint { get; init; }
}

/// <summary>What the person types, and what the device asks with meanwhile (RFC 8628, 3.2).</summary>
internal sealed record DeviceCode
{
    /// <summary>What the device asks with.</summary>
    [JsonPropertyName("device_code")]
    public string Code { get; init; } = "";

    /// <summary>What the person types.</summary>
    public string UserCode { get; init; } = "";

    /// <summary>Where they type it.</summary>
    public string VerificationUri { get; init; } = "";

    /// <summary>The same with the code in it; null when there is none.</summary>
    public string? VerificationUriComplete { get; init; }

    /// <summary>For how many seconds it counts.</summary>
    public int ExpiresIn { get; init; }

    /// <summary>How many seconds to wait between two tries.</summary>
    public int Interval { get; init; } = 5;
}

/// <summary>What an identity provider answers when it is asked for tokens.</summary>
internal sealed record DeviceTokens
{
    /// <summary>Who the person is, signed.</summary>
    public string? IdToken { get; init; }

    /// <summary>Opens what else it says of the person.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Why there are none, one word; null when there are.</summary>
    public string? Error { get; init; }

    /// <summary>The same as a sentence.</summary>
    public string? ErrorDescription { get; init; }
}
