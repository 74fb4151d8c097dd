using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Mint.Coordinator.Events;

namespace Mint.Coordinator.Access.People;

/// <summary>Logging in and out: plain pages without script.</summary>
internal sealed class LoginPages(LocalPeople people, PersonSessions sessions, TryLimiter tries, SecurityAlarms alarms, EventLog events, IAntiforgery forms) : IDisposable
{
    /// <summary>Where people log in.</summary>
    public const string Path = "/login";

    /// <summary>Where people log out.</summary>
    public const string OutPath = "/logout";

    private const int LongestField = 200;
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Shows the form.</summary>
    public Task ShowAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, "");

    /// <summary>Takes the form.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var address = RemoteAddress.Of(context);
        if (!await forms.IsRequestValidAsync(context))
        {
            await RefuseFormAsync(context);
            return;
        }

        var form = await context.Request.ReadFormAsync(ct);
        var name = form["name"].ToString();
        var (role, spent) = await CheckAsync(address, name, form["password"].ToString(), ct);
        if (spent)
        {
            context.Response.Headers.RetryAfter = "60";
            await WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many failed tries from your address. Wait a minute.");
            return;
        }

        if (role is not { } may)
        {
            await alarms.RaiseAsync(address, "", "login-refused", $"{address} tried to log in to the pages", ct);
            await WriteAsync(context, StatusCodes.Status401Unauthorized, "This name and password do not go together.");
            return;
        }

        context.Response.Cookies.Append(PersonAuthentication.Cookie, await sessions.BeginAsync(name, may, [], ct), PersonAuthentication.CookieOptions);
        await events.AuditAsync(name, "", "login", $"logged in from {address}", ct);
        context.Response.Redirect(Local(context.Request.Query["return"].ToString()));
    }

    /// <summary>Ends the session.</summary>
    public async Task LeaveAsync(HttpContext context)
    {
        // The form was given to whom the cookie names.
        context.User = (await context.AuthenticateAsync(PersonAuthentication.SchemeName)).Principal ?? context.User;
        if (!await forms.IsRequestValidAsync(context))
        {
            await RefuseFormAsync(context);
            return;
        }

        if (PersonSessions.HashOf(context.Request.Cookies[PersonAuthentication.Cookie] ?? "") is { } hash)
        {
            await sessions.EndAsync(hash, context.RequestAborted);
        }

        context.Response.Cookies.Delete(PersonAuthentication.Cookie, PersonAuthentication.CookieOptions);
        context.Response.Redirect(Path);
    }

    /// <summary>Where to go after logging in: only ever to a page of ours.</summary>
    internal static string Local(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    // One after the other: tries that come at the same instant are counted all the same, and a hash that is slow on purpose fills one core at most.
    private async Task<(Role? Role, bool Spent)> CheckAsync(string address, string name, string password, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (tries.IsSpent(address))
            {
                return (null, true);
            }

            var role = name.Length > LongestField || password.Length > LongestField ? null : await people.CheckAsync(name, password, ct);
            if (role is null)
            {
                tries.Fail(address);
            }

            return (role, false);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task RefuseFormAsync(HttpContext context)
    {
        var address = RemoteAddress.Of(context);
        await alarms.RaiseAsync(address, "", "forged-form", $"{address} sent a form that was not given out to it here, or long ago", context.RequestAborted);
        await WriteAsync(context, StatusCodes.Status400BadRequest, "This form was not from here, or too old. Try again.");
    }

    private async Task WriteAsync(HttpContext context, int status, string complaint)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        var token = forms.GetAndStoreTokens(context);
        response.Headers.CacheControl = "no-store";
        var html = HtmlEncoder.Default;
        var alert = complaint.Length == 0 ? "" : $"""<p class="trouble" role="alert">{html.Encode(complaint)}</p>""";
        await response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Log in · Mint</title>
            <link rel="icon" type="image/svg+xml" href="/icon.svg">
            <link rel="stylesheet" href="/dashboard.css">
            </head>
            <body class="login">
            <main>
            <h1>Mint</h1>
            {alert}
            <form method="post" action="{Path}?return={html.Encode(Uri.EscapeDataString(Local(context.Request.Query["return"].ToString())))}">
            <input type="hidden" name="{html.Encode(token.FormFieldName)}" value="{html.Encode(token.RequestToken ?? "")}">
            <label for="name">Name</label>
            <input id="name" name="name" autocomplete="username" required maxlength="{LongestField}" autofocus>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="{LongestField}">
            <button type="submit">Log in</button>
            </form>
            </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }
}
