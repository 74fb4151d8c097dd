using System.Text.Encodings.Web;

namespace Mint.Coordinator.Access.People;

/// <summary>A page about logging in: HTML without script, which works before anybody is known.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Body">What is below the heading, as HTML.</param>
internal sealed record PersonPage(int Status, string Title, string Body)
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>What stands above; null for the title.</summary>
    public string? Heading { get; init; }

    /// <summary>Where the browser goes by itself; null to stay.</summary>
    private string? Onward { get; init; }

    /// <summary>What keeps a login from being done, and the way to try again.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="what">What, as text.</param>
    public static PersonPage Refused(int status, string what) => new(status, "Not logged in", $"""{Alert(what)}<p><a href="{LoginPages.Path}">Try again</a></p>""");

    /// <summary>The identity provider knows somebody who has no role here.</summary>
    /// <param name="name">Who.</param>
    /// <param name="oidc">What they would need.</param>
    public static PersonPage NoRole(string name, OidcOptions oidc) => new(
        StatusCodes.Status403Forbidden,
        "No role here",
        $"""
         <p role="alert">The identity provider knows you as <bdi>{Text(name)}</bdi>, but gives you no role that may see this coordinator.</p>
         <p>It would be one of these: {string.Join(", ", oidc.Roles.Keys.Order(StringComparer.Ordinal).Select(r => $"<code>{Text(r)}</code>"))}, in the claim {string.Join(" or ", oidc.RoleClaims.Select(c => $"<code>{Text(c)}</code>"))}.</p>
         <p>Ask {Text(oidc.Contact)} for one, then <a href="{LoginPages.Path}">log in again</a>.</p>
         """);

    /// <summary>Logged out here, and on the way to log out at the identity provider too.</summary>
    /// <param name="address">Where that is done.</param>
    public static PersonPage LogOutAtProvider(string address) => new(
        StatusCodes.Status200OK,
        "Logged out",
        $"""<p>You are logged out here.</p><p><a href="{Text(address)}">Log out at the identity provider too</a></p>""")
    {
        Onward = address,
    };

    /// <summary>A sentence that readers of screens say at once.</summary>
    public static string Alert(string what) => what.Length == 0 ? "" : $"""<p class="trouble" role="alert">{Text(what)}</p>""";

    /// <summary>Text as HTML.</summary>
    public static string Text(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>Answers with the page.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return response.WriteAsync(Html(), context.RequestAborted);
    }

    // An address to go on to is no form's: a browser would hold the form's policy against it.
    private string Html() =>
        $"""
         <!DOCTYPE html>
         <html lang="en">
         <head>
         <meta charset="utf-8">
         <meta name="viewport" content="width=device-width, initial-scale=1">
         <meta name="color-scheme" content="light dark">
         {(Onward is null ? "" : $"""<meta http-equiv="refresh" content="0;url={Text(Onward)}">""")}
         <title>{Text(Title)} · Mint</title>
         <link rel="icon" type="image/svg+xml" href="/icon.svg">
         <link rel="stylesheet" href="/dashboard.css">
         </head>
         <body class="login">
         <main>
         <h1>{Text(Heading ?? Title)}</h1>
         {Body}
         </main>
         </body>
         </html>
         """;
}
