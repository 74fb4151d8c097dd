using System.Net;
using System.Text.RegularExpressions;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>The whole way through a real identity provider.</summary>
public sealed partial class ProviderTests
{
    private IdentityProvider provider = null!;
    private TestCoordinator coordinator = null!;
    private Browser browser = null!;

    [OneTimeSetUp]
    public async Task StartProvider() => provider = await IdentityProvider.StartAsync();

    [OneTimeTearDown]
    public void StopProvider() => provider?.Dispose();

    [SetUp]
    public async Task Start()
    {
        coordinator = new TestCoordinator();
        coordinator.Options = coordinator.Options with
        {
            Oidc = new OidcOptions
            {
                Issuer = provider.Issuer,
                ClientId = "mint",
                ClientSecret = IdentityProvider.Secret,
                CliClientId = "mint-cli",
                RoleClaims = ["realm_access.roles"],
                Roles = new Dictionary<string, OidcRole> { ["mint-admin"] = new(Role.Admin, []), ["acme-ops"] = new(Role.Operator, ["acme"]) },
                Contact = "ops@example.org",
            },
        };
        await coordinator.StartAsync();
        await provider.ServeAsync(coordinator.Api);
        browser = new Browser(coordinator);
    }

    [TearDown]
    public async Task Stop()
    {
        browser.Dispose();
        await coordinator.DisposeAsync();
    }

    [Test]
    public async Task Login_WithARole_IsACallerWithWhatTheRoleStandsFor()
    {
        Assert.That(await browser.ReadAsync("/login"), Does.Contain("Log in with the identity provider").And.Not.Contain("password"));

        using var back = await browser.LogInAsync("anna.acme-ops.other");

        Assert.That(back.Headers.Location?.OriginalString, Is.EqualTo("/drift?q=kind:file"));
        Assert.That(await browser.ReadAsync("/"), Does.Contain(">anna<"));
        var session = (await coordinator.Get<PersonSessions>().ListAsync(default)).Single();
        Assert.That((session.Person, session.Role, session.Customers, session.Issuer), Is.EqualTo(("anna", "operator", "acme", provider.Issuer)));
        Assert.That(session.IdToken, Is.Not.Empty.And.Not.StartWith("ey"), "sealed");
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.EqualTo("|login|anna: logged in with the identity provider, as operator, from 127.0.0.1"));
    }

    [Test]
    public async Task Login_WithoutARole_SaysWhatIsMissingAndWhomToAsk()
    {
        using var refused = await browser.LogInAsync("berta.other");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("<bdi>berta</bdi>").And.Contain("<code>acme-ops</code>, <code>mint-admin</code>, in the claim <code>realm_access.roles</code>").And.Contain("Ask ops@example.org"));
        Assert.That(browser.Cookie, Is.Null);
        Assert.That(await coordinator.EventsAsync("security"), Has.One.Contain("berta came from the identity provider without a role"));
    }

    [Test]
    public async Task Callback_InAnotherBrowser_IsRefused()
    {
        var callback = await browser.ToCallbackAsync("anna.mint-admin");
        using var other = new Browser(coordinator);

        using var answer = await other.GetAsync(callback);

        Assert.That((answer.StatusCode, other.Cookie), Is.EqualTo((HttpStatusCode.BadRequest, default(string))));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("begun in another browser"));
    }

    [Test]
    public async Task Logout_Here_LeadsToTheProvidersLogoutAndBack()
    {
        using var _ = await browser.LogInAsync("anna.mint-admin");

        using var left = await browser.LogOutAsync();

        Assert.That(browser.Cookie, Is.Null);
        var page = await left.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("""<meta http-equiv="refresh" """));
        var form = await browser.ReadAsync(WebUtility.HtmlDecode(Link().Match(page).Groups[1].Value));
        using var after = await browser.LogOutThereAsync(form);
        Assert.That(after.Headers.Location?.OriginalString, Is.EqualTo($"{coordinator.Api}login"));
    }

    [Test]
    public async Task Logout_AtTheProvider_EndsTheSessionHere()
    {
        using var _ = await browser.LogInAsync("anna.mint-admin");
        Assert.That(await browser.ReadAsync("/"), Does.Contain("Log out"));

        using var there = await browser.LogOutThereAsync(await browser.ReadAsync($"{provider.Issuer}/session/end"));

        using var answer = await browser.GetAsync("/");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.EqualTo("|logout|the identity provider: ended 1 sessions of anna.mint-admin"));
    }

    [GeneratedRegex("<a href=\"([^\"]+)\">Log out at")]
    private static partial Regex Link();
}
