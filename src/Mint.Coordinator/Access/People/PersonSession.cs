using System.Security.Claims;

namespace Mint.Coordinator.Access.People;

/// <summary>A person who is logged in.</summary>
internal sealed record PersonSession
{
    /// <summary>Hash of the text of the cookie, or of the command line's token.</summary>
    public required string Hash { get; init; }

    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>viewer, operator, admin.</summary>
    public required string Role { get; init; }

    /// <summary>One a line; empty for all.</summary>
    public required string Customers { get; init; }

    /// <summary>The identity provider that vouched for them; empty for the local admin.</summary>
    public required string Issuer { get; init; }

    /// <summary>The provider's ID token, sealed; empty when there is none.</summary>
    public required string IdToken { get; init; }

    /// <summary>When they logged in; ticks.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it was last used, to the minute; ticks.</summary>
    public required long SeenAt { get; init; }

    /// <summary>When it ends, used or not; ticks.</summary>
    public required long EndsAt { get; init; }

    /// <summary>The person as a principal: claims as an API token's, and the session's.</summary>
    /// <param name="scheme">How they were let in.</param>
    public ClaimsPrincipal Principal(string scheme)
    {
        var claims = Customers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(c => new Claim(Caller.CustomerClaim, c))
            .Prepend(new Claim(PersonAuthentication.SessionClaim, Hash))
            .Prepend(new Claim(ClaimTypes.Role, Role))
            .Prepend(new Claim(ClaimTypes.Name, Person));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }
}

/// <summary>Where a session is used.</summary>
internal enum SessionKind
{
    /// <summary>In a browser: its text is a cookie, which counts for pages alone.</summary>
    Pages,

    /// <summary>On a command line: its text is shown as API tokens are, and is no cookie.</summary>
    Tools,
}
