using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;

namespace Mint.Coordinator.Access.People;

/// <summary>Logs people in to the pages whom the identity provider vouches for.</summary>
internal sealed partial class ProviderDesk(
    CoordinatorOptions options,
    PersonSessions sessions,
    IDataProtectionProvider protection,
    SecurityAlarms alarms,
    EventLog events,
    ILogger<ProviderDesk> logger)
{
    /// <summary>What a person may be called by, best first.</summary>
    public static readonly IReadOnlyList<string> NameClaims = ["preferred_username", "email", "name"];

    /// <summary>What ID tokens are sealed for.</summary>
    public const string Purpose = "person's ID token";

    private const string StoreAway = "The coordinator's store can't be reached. Try again later.";

    /// <summary>Sends somebody to the provider.</summary>
    public async Task BeginAsync(HttpContext context)
    {
        try
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.ChallengeAsync(
                ProviderRegistration.SchemeName, new AuthenticationProperties { RedirectUri = LoginPages.Local(context.Request.Query["return"].ToString()) });
        }
        catch (DbException away)
        {
            await AwayAsync(context, away);
        }
        catch (Exception away) when (away is InvalidOperationException or HttpRequestException or IOException)
        {
            await RefuseAsync(context, ProviderFailure.Of(away.InnerException ?? away), away);
        }
    }

    /// <summary>Somebody came back: gives them the role that theirs stands for, or says that there is none.</summary>
    public async Task AdmitAsync(TicketReceivedContext context)
    {
        var (http, ct) = (context.HttpContext, context.HttpContext.RequestAborted);
        context.HandleResponse();
        var oidc = options.Oidc ?? throw new InvalidOperationException("nobody comes from a provider that there is not");
        var address = RemoteAddress.Of(http);
        var person = ProvidedPerson.Read(context.Principal?.Claims ?? [], oidc);
        try
        {
            if (person.Caller is not { } caller)
            {
                await alarms.RaiseAsync(address, "", "login-refused", $"{person.Name} came from the identity provider without a role, from {address}", ct);
                await PersonPage.NoRole(person.Name, oidc).WriteAsync(http);
                return;
            }

            var token = context.Properties?.GetTokenValue("id_token") is { } text ? protection.CreateProtector(Purpose).Protect(text) : "";
            var login = new ProviderLogin(oidc.Issuer, person.Subject, person.Session, token);
            // Always a new session: one that was there before the login may be known to somebody else.
            if (PersonSessions.HashOf(http.Request.Cookies[PersonAuthentication.Cookie] ?? "", SessionKind.Pages) is { } before)
            {
                await sessions.EndAsync(before, ct);
            }

            var (cookie, _) = await sessions.BeginAsync(caller, login, SessionKind.Pages, ct);
            await events.AuditAsync(caller.Name, "", "login", $"logged in with the identity provider, as {caller.Role.Word()}, from {address}", ct);
            http.Response.Cookies.Append(PersonAuthentication.Cookie, cookie, PersonAuthentication.CookieOptions);
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Redirect(LoginPages.Local(context.ReturnUri ?? ""));
        }
        catch (DbException away)
        {
            await AwayAsync(http, away);
        }
    }

    /// <summary>The person said no, or may not.</summary>
    public Task DenyAsync(AccessDeniedContext context)
    {
        context.HandleResponse();
        return RefuseAsync(context.HttpContext, ProviderFailure.Denied, new AuthenticationFailureException("access_denied"));
    }

    /// <summary>The provider did not say who it is, or not in a way that can be believed.</summary>
    public Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        return RefuseAsync(context.HttpContext, ProviderFailure.Of(context.Failure), context.Failure);
    }

    private Task RefuseAsync(HttpContext context, ProviderFailure why, Exception? failure)
    {
        LogRefused(RemoteAddress.Of(context), why.Said, ProviderFailure.Reason(failure));
        return PersonPage.Refused(why.Status, why.Said).WriteAsync(context);
    }

    private Task AwayAsync(HttpContext context, DbException away)
    {
        logger.LogStoreAway(away.Message);
        return PersonPage.Refused(StatusCodes.Status503ServiceUnavailable, StoreAway).WriteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login with the identity provider from {Address} came to nothing: {Said} ({Reason})")]
    private partial void LogRefused(string address, string said, string reason);
}
