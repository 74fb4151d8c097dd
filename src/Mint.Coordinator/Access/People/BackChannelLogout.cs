using System.Data.Common;
using Microsoft.AspNetCore.Http.Features;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;

namespace Mint.Coordinator.Access.People;

/// <summary>Hears from the identity provider that somebody logged out there, and ends their sessions here (OpenID Connect Back-Channel Logout 1.0). The token's signature is the proof.</summary>
internal sealed class BackChannelLogout(
    ProviderTokens tokens,
    CoordinatorOptions options,
    PersonSessions sessions,
    SecurityAlarms alarms,
    EventLog events,
    TimeProvider time,
    ILogger<BackChannelLogout> logger)
{
    /// <summary>Takes one.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var (token, mistake) = await ReadAsync(context);
            if (token is not null)
            {
                if (await sessions.EndOfProviderAsync(token, context.RequestAborted) is { } ended)
                {
                    await TellAsync(token, ended, context.RequestAborted);
                    return;
                }

                mistake = "it was taken before (jti)";
            }

            var address = RemoteAddress.Of(context);
            await alarms.RaiseAsync(address, "", "logout-refused", $"{address} sent a logout token that does not count: {mistake}", context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_request", error_description = mistake }, context.RequestAborted);
        }
        catch (DbException away)
        {
            logger.LogStoreAway(away.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<(LogoutToken? Token, string Mistake)> ReadAsync(HttpContext context)
    {
        if (options.Oidc is not { } oidc || await TextAsync(context) is not { } text)
        {
            return (null, "there is no form with one logout_token");
        }

        // Not every provider says when it ends; it is held to its beginning.
        string[] clients = oidc.CliClientId is { } cli ? [oidc.ClientId, cli] : [oidc.ClientId];
        return await tokens.ReadAsync(text, clients, mustEnd: false) is { } token
            ? LogoutToken.Read(token, time.GetUtcNow())
            : (null, "its signature, issuer, audience or time is wrong");
    }

    private static async Task<string?> TextAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = ProviderTokens.MostBytes;
        }

        try
        {
            return context.Request.HasFormContentType && (await context.Request.ReadFormAsync(context.RequestAborted))["logout_token"] is [{ Length: > 0 } text] ? text : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private Task TellAsync(LogoutToken token, int ended, CancellationToken ct) => ended == 0
        ? Task.CompletedTask
        : events.AuditAsync("the identity provider", "", "logout", $"ended {ended} sessions of {PersonName.Clean(token.Subject.Length > 0 ? token.Subject : token.Session)}", ct);
}
