using System.Data.Common;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Mint.Coordinator.Access.People;

/// <summary>
/// Lets people in to the pages by the cookie that they got when they logged in. It counts for pages alone: the queries' and tools' side takes
/// tokens only, so that no other site can act through somebody's browser.
/// </summary>
internal sealed class PersonAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder, PersonSessions sessions, SecurityAlarms alarms)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    /// <summary>Its name.</summary>
    public const string SchemeName = "Person";

    /// <summary>For pages: a person's cookie, or a token for who has no browser.</summary>
    public const string PagesScheme = "Pages";

    /// <summary>The policy of pages: viewer and above.</summary>
    public const string Policy = "pages";

    /// <summary>The cookie. Its name makes browsers refuse it without TLS, or from another host of the domain.</summary>
    public const string Cookie = "__Host-mint";

    /// <summary>Claim with the session's hash.</summary>
    public const string SessionClaim = "session";

    /// <summary>How the cookie is set: not for scripts, not for other sites.</summary>
    public static CookieOptions CookieOptions { get; } = new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    private Refusal? refusal;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Features.Get<Door>() is not { Side: Side.Api } || Request.Cookies[Cookie] is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            if (PersonSessions.HashOf(text, SessionKind.Pages) is not { } hash || await sessions.FindAsync(hash, Context.RequestAborted) is not { } session)
            {
                var address = RemoteAddress.Of(Context);
                alarms.Note(address, "session-unknown", $"{address} showed a cookie of no session; it has ended, or never was");
                return AuthenticateResult.NoResult();
            }

            await sessions.NoteUseAsync(session, Context.RequestAborted);
            return AuthenticateResult.Success(new AuthenticationTicket(session.Principal(SchemeName), SchemeName));
        }
        catch (DbException away)
        {
            Logger.LogStoreAway(away.Message);
            refusal = Refusal.Unavailable("the coordinator's store can't be reached, try again later");
            return AuthenticateResult.Fail(refusal.Message);
        }
    }

    /// <summary>Sends a person to the login, and back to where they wanted to go.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A login would not help: who is in is not known now.
        if (refusal is not null)
        {
            return refusal.WriteAsync(Context);
        }

        if (HttpMethods.IsGet(Request.Method) && Request.Headers.Upgrade.Count == 0 && !Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
        {
            Response.Redirect($"{LoginPages.Path}?return={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return Task.CompletedTask;
        }

        return Refusal.Unauthenticated("log in first").WriteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusal.Denied("your role may not see this").WriteAsync(Context);
}
