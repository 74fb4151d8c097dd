using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Mint.Cli;
using Mint.Cli.Output;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.UnitTests.Cli;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>The whole way through a real identity provider.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
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

    [Test]
    public async Task MintLogin_ByTheDeviceFlow_LetsTheOtherCommandsIn()
    {
        var directory = Directory.CreateTempSubdirectory("mint-login-");
        var ca = Path.Combine(directory.FullName, "ca.pem");
        await File.WriteAllTextAsync(ca, coordinator.Authority.Root.ExportCertificatePem());

        var login = await MintAsync(directory, _ => "anna.acme-ops", "login", $"https://localhost:{coordinator.Api.Port}", "--ca-file", ca, "--json");

        Assert.That(login.ExitCode, Is.Zero, login.Transcript);
        using var said = JsonDocument.Parse(login.Output);
        Assert.That((said.RootElement.GetProperty("person").GetString(), said.RootElement.GetProperty("role").GetString(), said.RootElement.GetProperty("idle_seconds").GetInt32()), Is.EqualTo(("anna", "operator", 8 * 3600)));
        var file = Path.Combine(directory.FullName, "logins.json");
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(login.Transcript, Does.Not.Contain("mintp_"));

        Assert.That((await MintAsync(directory, null, "hosts")).ExitCode, Is.Zero);
        var refused = await MintAsync(directory, null, "token", "list");
        Assert.That(refused.Error, Does.StartWith("✗ You may not do that: this needs the role admin; anna has the role operator\n"));

        var logout = await MintAsync(directory, null, "logout");
        Assert.That(logout.Output, Is.EqualTo($"✓ anna is logged out of localhost:{coordinator.Api.Port}.\n"), logout.Transcript);
        Assert.That(File.Exists(file), Is.False);
        Assert.That(await coordinator.Get<PersonSessions>().ListAsync(default), Is.Empty);
        directory.Delete(recursive: true);
    }

    [Test]
    public async Task MintLogin_DeclinedInTheBrowser_SaysSo()
    {
        var directory = Directory.CreateTempSubdirectory("mint-login-");
        var ca = Path.Combine(directory.FullName, "ca.pem");
        await File.WriteAllTextAsync(ca, coordinator.Authority.Root.ExportCertificatePem());

        var login = await MintAsync(directory, _ => null, "login", $"https://localhost:{coordinator.Api.Port}", "--ca-file", ca);

        Assert.That((login.ExitCode, login.Error), Is.EqualTo((1, login.Error)));
        Assert.That(login.Error, Does.EndWith("✗ The login was declined in the browser.\n"));
        directory.Delete(recursive: true);
    }

    // The command line of a person who does in a browser what they are asked.
    private async Task<MintRun> MintAsync(DirectoryInfo directory, Func<string, string?>? loginOf, params string[] args)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var asked = new Prompt();
        var run = MintRun.Of(new Shell(new Terminal(new StringWriter(), asked, TextReader.Null), clock) { Variable = _ => null, ConfigDirectory = directory.FullName }, args);
        if (loginOf is not null)
        {
            await Task.WhenAny(run, asked.Shown);
            Assert.That(run.IsCompleted, Is.False, () => $"{asked}");
            await AllowAsync(Link(asked.ToString()), loginOf(""));
        }

        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(20));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await run;
    }

    private static string Link(string prompt) => Complete().Match(prompt) is { Success: true } found ? found.Groups[1].Value : throw new AssertionException(prompt);

    private async Task AllowAsync(string link, string? login)
    {
        if (login is not null)
        {
            var page = await browser.FollowAsync(link, login, _ => false);
            Assert.That(page, Does.Contain("Sign-in Success"));
            return;
        }

        var form = await browser.ReadAsync(link);
        using var aborted = await browser.SendAsync(ProviderVisit.ActionOf(form), [.. ProviderVisit.FieldsOf(form).Where(f => f.Name != "confirm"), ("abort", "yes")]);
    }

    /// <summary>Standard error, which tells when the person is asked.</summary>
    private sealed class Prompt : StringWriter
    {
        private readonly TaskCompletionSource shown = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Shown => shown.Task;

        public override void Flush() => shown.TrySetResult();
    }

    [GeneratedRegex("Or open (\\S+)")]
    private static partial Regex Complete();

    [GeneratedRegex("<a href=\"([^\"]+)\">Log out at")]
    private static partial Regex Link();
}
