using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Store;
using Mint.UnitTests.Coordinator.Store;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

public sealed class LoginTests
{
    private TestCoordinator coordinator = null!;
    private Browser browser = null!;
    private string password = "";

    [SetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator { Configure = TroubledDatabase.Wrap }.StartAsync();
        browser = new Browser(coordinator);
        password = await coordinator.Get<LocalPeople>().MakeFirstAsync(CancellationToken.None) ?? "";
    }

    [TearDown]
    public async Task Stop()
    {
        browser.Dispose();
        await coordinator.DisposeAsync();
    }

    [Test]
    public async Task Page_ByAStranger_LeadsToTheLoginAndBack()
    {
        using var asked = await browser.GetAsync("/drift?q=kind:file");
        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That(asked.Headers.Location?.OriginalString, Does.EndWith("/login?return=%2Fdrift%3Fq%3Dkind%3Afile"));

        using var answer = await browser.LogInAsync(LocalPeople.Admin, password, "/drift?q=kind:file");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo("/drift?q=kind:file"));
        Assert.That(await browser.ReadAsync("/drift?q=kind:file"), Does.Contain("Who touched what?"));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.Contains("|login|admin: logged in from 127.0.0.1"));
    }

    [Test]
    public async Task LogIn_Cookie_IsForThisHostOverTlsAndNotForScripts()
    {
        using var answer = await browser.LogInAsync(LocalPeople.Admin, password);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-mint=", StringComparison.Ordinal));
        Assert.That(cookie, Does.Contain("path=/").And.Contain("secure").And.Contain("httponly").And.Contain("samesite=lax").And.Not.Contain("domain"));
    }

    [TestCase("admin", "wrong")]
    [TestCase("nobody", "wrong")]
    [TestCase("<script>alert(1)</script>", "\u202E")]
    public async Task LogIn_WithWhatDoesNotFit_SaysTheSameForAll(string name, string wrong)
    {
        using var answer = await browser.LogInAsync(name, wrong);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("This name and password do not go together.").And.Not.Contain("<script"));
        Assert.That(browser.Cookie, Is.Null);
        Assert.That(await coordinator.EventsAsync("security"), Has.One.Contains("|login-refused|"));
    }

    [Test]
    public async Task LogIn_AfterTenFailures_WaitsEvenWithTheRightPassword()
    {
        for (var i = 0; i < TryLimiter.Most; i++)
        {
            using var failed = await browser.LogInAsync(LocalPeople.Admin, "wrong");
        }

        using var refused = await browser.LogInAsync(LocalPeople.Admin, password);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        coordinator.Time.Advance(TimeSpan.FromMinutes(1));
        using var taken = await browser.LogInAsync(LocalPeople.Admin, password);
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Found));
    }

    [TestCase("")]
    [TestCase("forged")]
    public async Task LogIn_WithAForgedForm_IsRefused(string token)
    {
        using var answer = await browser.PostAsync("/login", token, ("name", LocalPeople.Admin), ("password", password));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(browser.Cookie, Is.Null);
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("javascript:alert(1)")]
    [TestCase("")]
    public async Task LogIn_BackToElsewhere_GoesToTheFleet(string back)
    {
        using var answer = await browser.LogInAsync(LocalPeople.Admin, password, back);

        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo("/"));
    }

    [Test]
    public async Task LogOut_EndsTheSession_AlsoForACopyOfTheCookie()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);
        var copy = browser.Cookie;

        using var answer = await browser.LogOutAsync();
        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo("/login"));
        browser.Cookie = copy;
        using var again = await browser.GetAsync("/");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Found));
    }

    [Test]
    public async Task LogOut_ByAnotherSite_DoesNothing()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);

        using var forged = await browser.PostAsync("/logout", "forged");
        Assert.That(forged.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await browser.ReadAsync("/"), Does.Contain("Log out"));
    }

    [Test]
    public async Task Session_UnusedForEightHours_OrADayOld_IsOver()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);
        for (var hours = 0; hours < 21; hours += 7)
        {
            coordinator.Time.Advance(TimeSpan.FromHours(7));
            Assert.That((await browser.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{hours + 7} h");
        }

        coordinator.Time.Advance(TimeSpan.FromHours(4));
        Assert.That((await browser.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.Found), "a day");

        using var again = await browser.LogInAsync(LocalPeople.Admin, password);
        coordinator.Time.Advance(coordinator.Options.SessionIdle);
        Assert.That((await browser.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.Found), "unused");
    }

    [Test]
    public async Task Reset_ANewPassword_EndsTheOldOneAndItsSessions()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);

        var fresh = await coordinator.Get<LocalPeople>().ResetAsync(CancellationToken.None);

        Assert.That((await browser.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That((await browser.LogInAsync(LocalPeople.Admin, password)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await browser.LogInAsync(LocalPeople.Admin, fresh)).StatusCode, Is.EqualTo(HttpStatusCode.Found));
        Assert.That(await coordinator.Get<LocalPeople>().MakeFirstAsync(CancellationToken.None), Is.Null, "only a new coordinator makes one by itself");
    }

    [TestCase("/v1/fleet")]
    [TestCase("/v1/tokens")]
    [TestCase("/openapi/v1.json")]
    public async Task Cookie_OnTheSideForTools_IsWorthNothing(string path)
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);

        using var answer = await browser.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized).Or.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("tampered")]
    [TestCase("")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Cookie_ThatIsNoneOfOurs_LetsNobodyIn(string cookie)
    {
        browser.Cookie = cookie;

        using var answer = await browser.GetAsync("/");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found));
    }

    [Test]
    public async Task Session_OnASecondCoordinatorOfTheStore_IsGoodThereToo()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);
        var other = await new TestCoordinator(coordinator.Options.StateDirectory).StartAsync();
        using var there = new Browser(other) { Cookie = browser.Cookie };

        Assert.That(await there.ReadAsync("/"), Does.Contain("Log out"));
        using var left = await there.LogOutAsync();
        await other.StopAsync();
        Assert.That((await browser.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.Found));
    }

    [Test]
    public async Task Page_WhileTheStoreIsAway_SaysSoInsteadOfAskingForALogin()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);
        coordinator.Get<TroubledDatabase>().Away = () => new SqliteException("away", 14);

        using var answer = await browser.GetAsync("/");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        coordinator.Get<TroubledDatabase>().Away = null;
        Assert.That(await browser.ReadAsync("/"), Does.Contain("Log out"));
    }

    [Test]
    public async Task Session_WhoseUseCantBeNoted_LetsInAllTheSame()
    {
        using var _ = await browser.LogInAsync(LocalPeople.Admin, password);
        await using (var connection = await coordinator.Get<Database>().OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("CREATE TRIGGER full BEFORE UPDATE ON person_sessions BEGIN SELECT RAISE(ABORT, 'no space'); END");
        }

        coordinator.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.That(await browser.ReadAsync("/"), Does.Contain("Log out"));
    }

    [Test]
    public async Task LogIn_ManyAtOnce_AreCountedOneByOne()
    {
        var token = await browser.TokenAsync("/login");

        var answers = await Task.WhenAll(Enumerable.Range(0, TryLimiter.Most + 5)
            .Select(_ => browser.PostAsync("/login", token, ("name", LocalPeople.Admin), ("password", "wrong"))));

        Assert.That(answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized), Is.EqualTo(TryLimiter.Most));
        Assert.That(answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests), Is.EqualTo(5));
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Test]
    public async Task FirstPassword_IsSaidOnce()
    {
        await coordinator.StopAsync();
        await using var fresh = await new TestCoordinator().StartAsync();
        using var said = new StringWriter();

        await fresh.Get<FirstPassword>().ShowAsync(said, CancellationToken.None);
        var once = said.ToString();
        await fresh.Get<FirstPassword>().ShowAsync(said, CancellationToken.None);

        Assert.That(once, Does.Match("name admin, password [A-Za-z0-9]{24}\n"));
        Assert.That(said.ToString(), Is.EqualTo(once));
    }
}
