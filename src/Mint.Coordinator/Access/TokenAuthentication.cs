using System.Data.Common;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Mint.Coordinator.Access.People;

namespace Mint.Coordinator.Access;

/// <summary>Lets in who shows an API token, or what a person got who logged in on a command line: <c>authorization: Bearer TOKEN</c>.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes,
    ILoggerFactory logs,
    UrlEncoder encoder,
    ApiTokens tokens,
    PersonSessions sessions,
    TryLimiter tries,
    KnownTokens known,
    SecurityAlarms alarms,
    TimeProvider time) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    /// <summary>Its name.</summary>
    public const string SchemeName = "Token";

    private const string Bearer = "Bearer ";

    private Refusal refusal = Refusal.Unauthenticated("an API token is needed: authorization: Bearer TOKEN");

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0 || Context.Features.Get<Door>() is not { Side: Side.Api })
        {
            return AuthenticateResult.NoResult();
        }

        var text = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "";
        var session = PersonSessions.HashOf(text, SessionKind.Tools);
        var hash = session ?? ApiTokens.HashOf(text);
        var address = RemoteAddress.Of(Context);
        // Who was let in before is not kept out by what others try from the same address.
        if (tries.IsSpent(address) && (hash is null || !known.Has(hash)))
        {
            Response.Headers.RetryAfter = "60";
            return Fail(Refusal.TooMany("too many failed tries from this address, wait a minute"));
        }

        try
        {
            var (user, why) = session is null ? await OfTokenAsync(hash) : await OfPersonAsync(session);
            if (hash is not null && user is not null)
            {
                known.Note(hash);
                return AuthenticateResult.Success(new AuthenticationTicket(user, SchemeName));
            }

            tries.Fail(address);
            await alarms.RaiseAsync(address, "", "api-token-refused", $"{address} tried to log in: {why}", Context.RequestAborted);
            return Fail(Refusal.Unauthenticated(why));
        }
        catch (DbException away)
        {
            Logger.LogStoreAway(away.Message);
            return Fail(Refusal.Unavailable("the coordinator's store can't be reached, try again later"));
        }
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return refusal.WriteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(d => d.Policy is not null)?.Policy ?? Roles.Viewer;
        var caller = Caller.Of(Context.User);
        var who = Context.User.HasClaim(c => c.Type == PersonAuthentication.SessionClaim) ? caller.Name : $"the token {caller.Name}";
        return Refusal.Denied(Roles.Read(needed) is null
            ? $"{who} may not see this"
            : $"this needs the role {needed}; {who} has the role {caller.Role.Word()}").WriteAsync(Context);
    }

    private async Task<(ClaimsPrincipal? User, string Why)> OfTokenAsync(string? hash)
    {
        var token = hash is null ? null : await tokens.FindAsync(hash, Context.RequestAborted);
        if (token is null || token.WhyNot(time.GetUtcNow()) is not null)
        {
            return (null, token?.WhyNot(time.GetUtcNow()) ?? "the API token was not accepted");
        }

        await tokens.NoteUseAsync(token, Context.RequestAborted);
        var claims = token.CustomerList.Select(c => new Claim(Caller.CustomerClaim, c))
            .Prepend(new Claim(ClaimTypes.Role, token.Role))
            .Prepend(new Claim(ClaimTypes.Name, token.Name));
        return (new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), "");
    }

    private async Task<(ClaimsPrincipal? User, string Why)> OfPersonAsync(string hash)
    {
        if (await sessions.FindAsync(hash, Context.RequestAborted) is not { } session)
        {
            return (null, "the login is over");
        }

        await sessions.NoteUseAsync(session, Context.RequestAborted);
        return (session.Principal(SchemeName), "");
    }

    private AuthenticateResult Fail(Refusal why)
    {
        refusal = why;
        return AuthenticateResult.Fail(why.Message);
    }
}
