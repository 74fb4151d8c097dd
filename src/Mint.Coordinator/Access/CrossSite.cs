namespace Mint.Coordinator.Access;

/// <summary>
/// Turns away what another site makes somebody's browser do here: send a form, open the link of a live page. Other domains get no cookie sent along, but another port of
/// this machine and another name of our domain do. Following a link to a page stays free, and so is who has no browser.
/// </summary>
internal sealed class CrossSite(RequestDelegate next, SecurityAlarms alarms)
{
    // The link of a live page is opened by GET.
    private static readonly PathString Live = "/_blazor";

    /// <summary>Lets a call pass, or turns it away.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!Acts(context.Request) || !IsForeign(context.Request))
        {
            await next(context);
            return;
        }

        var address = RemoteAddress.Of(context);
        await alarms.RaiseAsync(address, "", "cross-site-request", $"a browser at {address} was made to act here by {Site(context.Request)}", context.RequestAborted);
        await Refusal.Denied("another site asked for this").WriteAsync(context);
    }

    private static bool Acts(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) || request.Path.StartsWithSegments(Live, StringComparison.OrdinalIgnoreCase);

    // Browsers that don't say how the sites stand to each other say at least from where; what says neither is no browser.
    private static bool IsForeign(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } relation
        ? relation is not ("same-origin" or "none")
        : request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static string Site(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var from) && from.IdnHost.Length > 0 ? $"the site {from.IdnHost}:{from.Port}" : "another site";
}
