using System.Net;
using System.Reflection;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Components;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Dashboard;
using Mint.Coordinator.Store;
using Mint.UnitTests.Coordinator.Access;
using Mint.UnitTests.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

/// <summary>Every page by everybody. A page, or a button on one, that is new fails here until it has its line.</summary>
public sealed partial class PageWalkTests
{
    private const string Acme = "acmecustomer";

    private static readonly Dictionary<string, string> Route = new() { ["Name"] = "acmehost", ["Id"] = TwoCustomers.Both };

    // What acts, and who may.
    private static readonly (string Page, string Button, Role Least, bool OfWholeFleet)[] Buttons =
    [
        ("/hosts/{Name}", "Wake", Role.Operator, false),
        ("/hosts/{Name}", "Ask for a full report", Role.Operator, false),
        ("/hosts/{Name}", "Revoke", Role.Admin, false),
        ("/commits", "Hold", Role.Operator, true),
        ("/commits", "Promote", Role.Operator, true),
        ("/commits", "Let novaring go now", Role.Operator, true),
        ("/holds", "Let acmering go now", Role.Operator, true),
        ("/holds", "Let novaring go now", Role.Operator, true),
        ("/enrolment", "Make the command", Role.Admin, false),
        ("/enrolment", "Revoke", Role.Admin, false),
        ("/tokens", "Make the token", Role.Admin, false),
        ("/tokens", "Revoke", Role.Admin, false),
    ];

    // What only shows something else.
    private static readonly string[] Harmless = ["Filter", "Show these days"];

    private static readonly string[] Pages =
        [.. typeof(LivePage).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order()];

    private readonly HeardLog log = new();
    private TestCoordinator coordinator = null!;
    private PersonSessions sessions = null!;

    public static IEnumerable<TestCaseData> EveryPageForEverybody =>
        from page in Pages
        from role in Enum.GetValues<Role>()
        from limited in new[] { false, true }
        select new TestCaseData(page, (int)role, limited).SetArgDisplayNames(page, role.Word(), limited ? "of acme" : "of all");

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await TwoCustomers.StartAsync(log);
        sessions = coordinator.Get<PersonSessions>();
        await coordinator.Get<WriteQueue>().WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync("UPDATE rollout SET halted = '', halted_detail = ''", transaction: transaction);
                await connection.ExecuteAsync("INSERT INTO hosts (name, customer, groups, state, enrolled_at) VALUES ('acmestray', @Acme, ' base ', 'unknown', 1)", new { Acme }, transaction);
            },
            CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await coordinator.DisposeAsync();
        log.Dispose();
    }

    [Test]
    public void Buttons_AreOfPagesThatThereAre() => Assert.That(Buttons.Select(b => b.Page).Distinct(), Is.SubsetOf(Pages));

    [TestCaseSource(nameof(EveryPageForEverybody))]
    public async Task Page_ForEverybody_AnswersWithTheButtonsOfTheirRole(string page, int role, bool limited)
    {
        string[] customers = limited ? [Acme] : [];
        var cookie = await sessions.CookieAsync("somebody", (Role)role, customers);
        using var browser = new Browser(coordinator) { Cookie = cookie };
        Assert.That(await browser.ReadAsync(Address(page)), Does.Contain("<h1").And.Contain("somebody"));

        var html = await LiveRenderer.RenderAsync(coordinator, Component(page), Parameters(page), Address(page), Person(cookie, (Role)role, customers));
        var expected = Buttons.Where(b => b.Page == page && (Role)role >= b.Least && !(b.OfWholeFleet && limited)).Select(b => b.Button);
        Assert.That(Button().Matches(html).Select(b => b.Groups["text"].Value.Trim()).Distinct().Except(Harmless), Is.EquivalentTo(expected));
    }

    [TestCase("no cookie")]
    [TestCase("tampered")]
    [TestCase("too long")]
    [TestCase("ended")]
    [TestCase("expired")]
    [TestCase("idle")]
    public async Task Page_ForWhoIsNotIn_LeadsToTheLogin(string why)
    {
        // The log tells it once a minute.
        coordinator.Time.Advance(TimeSpan.FromMinutes(2));
        var told = log.Lines.Count;
        using var browser = new Browser(coordinator);
        await SpoilAsync(browser, why);
        foreach (var page in Pages.Append("/events/export.csv").Append("/events/export.json"))
        {
            using var answer = await browser.GetAsync(Address(page));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found), page);
            Assert.That(answer.Headers.Location?.OriginalString, Does.StartWith("/login?return="), page);
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty, page);
        }

        using var link = await browser.PostAsync("/_blazor/negotiate?negotiateVersion=1", "");
        Assert.That(link.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(log.Lines.Skip(told).Count(l => l.StartsWith("Refused: session-unknown: 127.0.0.1 showed a cookie of no session", StringComparison.Ordinal)), Is.EqualTo(why == "no cookie" ? 0 : 1));
    }

    [Test]
    public async Task Form_WithoutOrWithAnothersToken_IsRefused()
    {
        coordinator.Time.Advance(TimeSpan.FromMinutes(2));
        using var somebody = new Browser(coordinator) { Cookie = await sessions.CookieAsync("somebody", Role.Admin) };
        using var other = new Browser(coordinator) { Cookie = await sessions.CookieAsync("other", Role.Admin) };
        await somebody.ReadAsync("/");
        var token = await other.TokenAsync("/");
        var taken = new List<string>();
        foreach (var page in Pages.Append("/login").Append("/logout"))
        {
            foreach (var shown in new[] { "", "forged", token })
            {
                using var answer = await somebody.PostAsync(Address(page), shown, ("name", "admin"));
                taken.AddRange(answer.StatusCode == HttpStatusCode.BadRequest ? [] : [$"{page} with '{shown}': {answer.StatusCode}"]);
            }
        }

        Assert.That(taken, Is.Empty);
        Assert.That(await somebody.ReadAsync("/"), Does.Contain("somebody"), "nobody was logged out");
        Assert.That(await coordinator.EventsAsync("security"), Has.One.Contains("|forged-form|127.0.0.1 sent a form"));
    }

    private static string Address(string page) => Route.Aggregate(page, (path, r) => path.Replace($"{{{r.Key}}}", r.Value, StringComparison.Ordinal));

    private static Dictionary<string, string> Parameters(string page) => Route.Where(r => page.Contains($"{{{r.Key}}}", StringComparison.Ordinal)).ToDictionary();

    private static Type Component(string page) => typeof(LivePage).Assembly.GetTypes().Single(t => t.GetCustomAttributes<RouteAttribute>().Any(r => r.Template == page));

    private static ClaimsPrincipal Person(string cookie, Role role, string[] customers) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.Name, "somebody"),
            new(ClaimTypes.Role, role.Word()),
            new(PersonAuthentication.SessionClaim, PersonSessions.HashOf(cookie, SessionKind.Pages)!),
            .. customers.Select(c => new Claim(Caller.CustomerClaim, c)),
        ],
        PersonAuthentication.SchemeName));

    private async Task SpoilAsync(Browser browser, string why)
    {
        var cookie = await sessions.CookieAsync("somebody", Role.Admin);
        var hash = PersonSessions.HashOf(cookie, SessionKind.Pages)!;
        if (why == "ended")
        {
            await sessions.EndAsync(hash, CancellationToken.None);
        }

        var old = why switch { "expired" => "ends_at = 1", "idle" => "seen_at = 1", _ => "person = person" };
        await coordinator.Get<WriteQueue>().WriteAsync((c, t) => c.ExecuteAsync($"UPDATE person_sessions SET {old} WHERE hash = @hash", new { hash }, t), CancellationToken.None);
        if (why != "no cookie")
        {
            browser.Cookie = why switch { "tampered" => (cookie[0] == 'A' ? 'B' : 'A') + cookie[1..], "too long" => new string('A', 4_000), _ => cookie };
        }
    }

    [GeneratedRegex("<button[^>]*>(?<text>[^<]*)</button>", RegexOptions.ExplicitCapture)]
    private static partial Regex Button();
}
