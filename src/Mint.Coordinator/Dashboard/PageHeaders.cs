using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Dashboard;

/// <summary>
/// What browsers are told of every answer on the side for people: nothing from elsewhere, no script that is not a file of ours, in nobody's frame.
/// Where an answer says something stricter itself, that counts.
/// </summary>
internal sealed class PageHeaders(RequestDelegate next, CoordinatorOptions options)
{
    // Styles may be inline: the component library places its menus and dialogs by them. They can't run anything.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Adds them.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (options.ApiPlain)
        {
            // Served without TLS it is behind a proxy that has it; forms and cookies are for the browser, which speaks to that.
            context.Request.Scheme = Uri.UriSchemeHttps;
        }

        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.TryAdd("Content-Security-Policy", Policy);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            // With none at all, browsers would not tell us either whether a form comes from here.
            headers.TryAdd("Referrer-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            return Task.CompletedTask;
        });
        return next(context);
    }
}
