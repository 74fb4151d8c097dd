using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;

namespace Mint.Coordinator.Access.People;

/// <summary>Logging in and out: plain pages without script.</summary>
internal sealed class LoginPages(
    LocalPeople people,
    PersonSessions sessions,
    ProviderLogout provider,
    TryLimiter tries,
    SecurityAlarms alarms,
    EventLog events,
    IAntiforgery forms,
    CoordinatorOptions options) : IDisposable
{
    /// <summary>Where people log in.</summary>
    public const string Path = "/login";

    /// <summary>Where the local admin logs in though there is an identity provider.</summary>
    public const string LocalPath = "/login?local=yes";

    /// <summary>Where people log out.</summary>
    public const string OutPath = "/logout";

    private const int LongestField = 200;
    private const int LongestPath = 2_000;
    private const string Stale = "This form was not from here, or too old. Try again.";

    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Shows how to log in.</summary>
    public Task ShowAsync(HttpContext context) => Page(context, StatusCodes.Status200OK, "").WriteAsync(context);

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
            await Page(context, StatusCodes.Status429TooManyRequests, "Too many failed tries from your address. Wait a minute.").WriteAsync(context);
            return;
        }

        if (role is not { } may)
        {
            await alarms.RaiseAsync(address, "", "login-refused", $"{address} tried to log in to the pages", ct);
            await Page(context, StatusCodes.Status401Unauthorized, "This name and password do not go together.").WriteAsync(context);
            return;
        }

        var (text, _) = await sessions.BeginAsync(new Caller(name, may, []), ProviderLogin.None, SessionKind.Pages, ct);
        context.Response.Cookies.Append(PersonAuthentication.Cookie, text, PersonAuthentication.CookieOptions);
        await events.AuditAsync(name, "", "login", $"logged in from {address}", ct);
        context.Response.Redirect(Local(context.Request.Query["return"].ToString()));
    }

    /// <summary>Ends the session, and leads to the identity provider to end the one there too.</summary>
    public async Task LeaveAsync(HttpContext context)
    {
        // The form was given to whom the cookie names.
        context.User = (await context.AuthenticateAsync(PersonAuthentication.SchemeName)).Principal ?? context.User;
        if (!await forms.IsRequestValidAsync(context))
        {
            await RefuseFormAsync(context);
            return;
        }

        string? onward = null;
        if (PersonSessions.HashOf(context.Request.Cookies[PersonAuthentication.Cookie] ?? "", SessionKind.Pages) is { } hash
            && await sessions.FindAsync(hash, context.RequestAborted) is { } session)
        {
            await sessions.EndAsync(hash, context.RequestAborted);
            await events.AuditAsync(session.Person, "", "logout", "logged out", context.RequestAborted);
            onward = await provider.AddressAsync(session, context);
        }

        context.Response.Cookies.Delete(PersonAuthentication.Cookie, PersonAuthentication.CookieOptions);
        if (onward is null)
        {
            context.Response.Redirect(Path);
            return;
        }

        await PersonPage.LogOutAtProvider(onward).WriteAsync(context);
    }

    /// <summary>Where to go after logging in: only ever to a page of ours.</summary>
    internal static string Local(string path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && path.Length <= LongestPath && !path.Any(char.IsControl) ? path : "/";

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
        await Page(context, StatusCodes.Status400BadRequest, Stale).WriteAsync(context);
    }

    private PersonPage Page(HttpContext context, int status, string complaint)
    {
        var back = PersonPage.Text(Uri.EscapeDataString(Local(context.Request.Query["return"].ToString())));
        return new PersonPage(
            status,
            "Log in",
            options.Oidc is null || context.Request.Query.ContainsKey("local") || HttpMethods.IsPost(context.Request.Method) ? Form(context, back, complaint) : Button(back))
        {
            Heading = "Mint",
        };
    }

    // A link and no form: a browser would hold the form's policy against the way to the provider.
    private static string Button(string back) => $"""<p><a class="button" href="{ProviderRegistration.BeginPath}?return={back}">Log in with the identity provider</a></p>""";

    private string Form(HttpContext context, string back, string complaint)
    {
        var token = forms.GetAndStoreTokens(context);
        return
            $"""
             {PersonPage.Alert(complaint)}
             <form method="post" action="{Path}?return={back}">
             <input type="hidden" name="{PersonPage.Text(token.FormFieldName)}" value="{PersonPage.Text(token.RequestToken ?? "")}">
             <label for="name">Name</label>
             <input id="name" name="name" autocomplete="username" required maxlength="{LongestField}" autofocus>
             <label for="password">Password</label>
             <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="{LongestField}">
             <button type="submit">Log in</button>
             </form>
             """;
    }
}
