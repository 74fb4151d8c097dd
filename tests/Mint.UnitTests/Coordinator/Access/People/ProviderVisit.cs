using System.Net;
using System.Text.RegularExpressions;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>What a person does in a browser at the real identity provider: follows, types the name, agrees.</summary>
internal static partial class ProviderVisit
{
    /// <summary>Logs in, up to the address that leads back to the coordinator.</summary>
    public static async Task<string> ToCallbackAsync(this Browser browser, string login, string back = "/drift?q=kind:file") =>
        await browser.FollowAsync($"/login/provider?return={Uri.EscapeDataString(back)}", login, at => at.AbsolutePath == ProviderRegistration.CallbackPath);

    /// <summary>Logs in.</summary>
    public static async Task<HttpResponseMessage> LogInAsync(this Browser browser, string login) => await browser.GetAsync(await browser.ToCallbackAsync(login));

    /// <summary>Agrees to the logout that a page of the provider asks about.</summary>
    public static Task<HttpResponseMessage> LogOutThereAsync(this Browser browser, string page) =>
        browser.SendAsync(Action().Match(page).Groups[1].Value, ("xsrf", Xsrf().Match(page).Groups[1].Value), ("logout", "yes"));

    /// <summary>Follows redirects and fills in the provider's forms until an address is reached, or a page that has no more of them.</summary>
    public static async Task<string> FollowAsync(this Browser browser, string next, string login, Func<Uri, bool> isThere)
    {
        for (var steps = 0; steps < 15; steps++)
        {
            using var shown = await browser.GetAsync(next);
            var answer = shown;
            if (shown.StatusCode == HttpStatusCode.OK)
            {
                var page = await shown.Content.ReadAsStringAsync();
                if (!Action().IsMatch(page))
                {
                    return page;
                }

                answer = await browser.SendAsync(ActionOf(page), Fields(page, login));
            }

            if (answer.Headers.Location is not { } location)
            {
                return await answer.Content.ReadAsStringAsync();
            }

            var at = new Uri(answer.RequestMessage!.RequestUri!, location);
            next = at.ToString();
            if (isThere(at))
            {
                return next;
            }
        }

        throw new AssertionException($"no end at {next}");
    }

    /// <summary>Where the form of a page is sent.</summary>
    public static string ActionOf(string page) => WebUtility.HtmlDecode(Action().Match(page).Groups[1].Value);

    /// <summary>What is in the form of a page that asks whether it is this device.</summary>
    public static (string Name, string Value)[] FieldsOf(string page) =>
        [("xsrf", Xsrf().Match(page).Groups[1].Value), ("user_code", UserCode().Match(page).Groups[1].Value), ("confirm", "yes")];

    private static (string, string)[] Fields(string page, string login) =>
        page.Contains("value=\"login\"", StringComparison.Ordinal) ? [("prompt", "login"), ("login", login), ("password", "x")]
        : Xsrf().IsMatch(page) ? FieldsOf(page)
        : [("prompt", "consent")];

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"xsrf\" value=\"([^\"]+)\"")]
    private static partial Regex Xsrf();

    [GeneratedRegex("name=\"user_code\" value=\"([^\"]*)\"")]
    private static partial Regex UserCode();
}
