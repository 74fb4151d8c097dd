using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.JsonWebTokens;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;

namespace Mint.Coordinator.Access.People;

/// <summary>
/// How the command line logs a person in: it hears which provider there is, lets the person log in there (RFC 8628), and exchanges the ID token
/// that it got for a session here.
/// </summary>
internal sealed class DeviceLogin(
    ProviderTokens tokens,
    CoordinatorOptions options,
    PersonSessions sessions,
    TryLimiter tries,
    SecurityAlarms alarms,
    EventLog events,
    TimeProvider time,
    ILogger<DeviceLogin> logger)
{
    /// <summary>Where it asks how people log in.</summary>
    public const string MethodsPath = "/login/methods";

    /// <summary>Where it exchanges the ID token.</summary>
    public const string ExchangePath = "/login/exchange";

    /// <summary>Where it ends the session.</summary>
    public const string EndPath = "/login/end";

    // An ID token is brought at once; one that was found later, in a log or a backup, is worth nothing here.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Says how people log in. Anybody may ask: the provider tells the same to everybody.</summary>
    public Task ShowMethodsAsync(HttpContext context) => options.Oidc is { CliClientId: { } client } oidc
        ? context.Response.WriteAsJsonAsync(new { method = "device", issuer = oidc.Issuer, client_id = client, scopes = oidc.Scopes }, context.RequestAborted)
        : context.Response.WriteAsJsonAsync(new { method = "token" }, context.RequestAborted);

    /// <summary>Begins a session for who brings an ID token.</summary>
    public async Task ExchangeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var address = RemoteAddress.Of(context);
        if (tries.IsSpent(address))
        {
            context.Response.Headers.RetryAfter = "60";
            await Refusal.TooMany("too many failed tries from this address, wait a minute").WriteAsync(context);
            return;
        }

        try
        {
            if (await AdmitAsync(context, address) is { } refusal)
            {
                await refusal.WriteAsync(context);
            }
        }
        catch (DbException away)
        {
            logger.LogStoreAway(away.Message);
            await Refusal.Unavailable("the coordinator's store can't be reached, try again later").WriteAsync(context);
        }
        catch (Exception away) when (away is HttpRequestException or JsonException or InvalidOperationException or IOException
            || (away is TaskCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            logger.LogProviderAway(ProviderFailure.Reason(away));
            await Refusal.Unavailable("the identity provider does not tell the coordinator who you are, try again later").WriteAsync(context);
        }
    }

    /// <summary>Ends the session that the call was made with.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (context.User.FindFirst(PersonAuthentication.SessionClaim)?.Value is not { } hash)
        {
            await new Refusal(StatusCode.InvalidArgument, StatusCodes.Status400BadRequest, "this is an API token; it ends when it is revoked: mint token revoke").WriteAsync(context);
            return;
        }

        try
        {
            await sessions.EndAsync(hash, context.RequestAborted);
            await events.AuditAsync(Caller.Of(context.User).Name, "", "logout", "logged out on the command line", context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (DbException away)
        {
            logger.LogStoreAway(away.Message);
            await Refusal.Unavailable("the coordinator's store can't be reached, try again later").WriteAsync(context);
        }
    }

    private async Task<Refusal?> AdmitAsync(HttpContext context, string address)
    {
        var ct = context.RequestAborted;
        if (options.Oidc is not { CliClientId: { } client } oidc)
        {
            return Refusal.NothingHere;
        }

        var brought = await ReadAsync(context);
        var (token, mistake) = await CheckAsync(brought.IdToken, client);
        if (token is null)
        {
            return await RefuseAsync(address, mistake, ct);
        }

        var more = brought.AccessToken.Length == 0 ? [] : await tokens.AskAsync(brought.AccessToken, token.Subject, ct);
        var person = ProvidedPerson.Read([.. token.Claims, .. more], oidc);
        if (person.Caller is not { } caller)
        {
            await alarms.RaiseAsync(address, "", "login-refused", $"{person.Name} came from the identity provider without a role, from {address}", ct);
            return Refusal.Denied(
                $"the identity provider knows you as {person.Name}, but gives you no role that counts here ({string.Join(", ", oidc.Roles.Keys.Order(StringComparer.Ordinal))}); ask {oidc.Contact} for one");
        }

        // Without its signature, which can be written in more than one way and still be good.
        if (!await sessions.UseAsync(brought.IdToken[..brought.IdToken.LastIndexOf('.')], time.GetUtcNow() + (2 * Tolerance), ct))
        {
            return await RefuseAsync(address, "it was exchanged before", ct);
        }

        var (text, session) = await sessions.BeginAsync(caller, new ProviderLogin(oidc.Issuer, person.Subject, person.Session, ""), SessionKind.Tools, ct);
        await events.AuditAsync(caller.Name, "", "login", $"logged in on the command line with the identity provider, as {caller.Role.Word()}, from {address}", ct);
        await context.Response.WriteAsJsonAsync(
            new
            {
                token = text,
                person = caller.Name,
                role = caller.Role.Word(),
                customers = caller.Customers,
                ends_at = new DateTimeOffset(session.EndsAt, TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture),
                idle_seconds = options.SessionIdle.TotalSeconds,
            },
            ct);
        return null;
    }

    private async Task<Refusal> RefuseAsync(string address, string why, CancellationToken ct)
    {
        tries.Fail(address);
        await alarms.RaiseAsync(address, "", "login-refused", $"{address} brought an ID token that does not count: {why}", ct);
        return Refusal.Unauthenticated($"this ID token does not count: {why}");
    }

    private async Task<(JsonWebToken? Token, string Mistake)> CheckAsync(string text, string client)
    {
        var token = text.Length == 0 ? null : await tokens.ReadAsync(text, [client], mustEnd: true);
        var mistake = token is null ? "its signature, issuer, audience or time is wrong" : Mistake(token, client);
        return (mistake.Length == 0 ? token : null, mistake);
    }

    private static async Task<(string IdToken, string AccessToken)> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = 2 * ProviderTokens.MostBytes;
        }

        try
        {
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
            return (form["id_token"].ToString(), form["access_token"].ToString());
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException)
        {
            return ("", "");
        }
    }

    // The provider signs other tokens with the same key; none of them may pass for an ID token.
    private string Mistake(JsonWebToken token, string client)
    {
        string Said(string claim) => token.TryGetPayloadValue(claim, out string text) ? text : "";
        var issued = token.TryGetPayloadValue("iat", out long seconds) && seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        return issued is not { } at || (time.GetUtcNow() - at).Duration() > Tolerance ? "its time (iat) is not now"
            : token.Typ is not (null or "" or "JWT") || Said("typ") is not ("" or "ID") || token.TryGetClaim("events", out _) ? "it is no ID token"
            : Said("azp") is { Length: > 0 } party && party != client ? "it was given to another client (azp)"
            : token.Subject is null or "" ? "it names nobody (sub)"
            : "";
    }
}
