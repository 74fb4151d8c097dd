using System.Net;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Dashboard;
using Mint.Coordinator.Link;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using Mint.UnitTests.Coordinator.Access;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class PagesTests
{
    private const string Nasty = "<script>alert('x')</script>\u202E\u001b[31m\"><img src=x onerror=alert(1)>";
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly string[] Paths =
        ["/", "/?by=state", "/?by=ring", "/hosts/acme-01", "/hosts/acme-01?tab=timeline", "/commits", $"/commits/{Commit}", "/drift", "/holds", "/events", "/enrolment"];

    private TestCoordinator coordinator = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        await coordinator.Get<WriteQueue>().WriteAsync(FillAsync, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [TestCaseSource(nameof(Paths))]
    public async Task Page_OfHostileTexts_ShowsThemAsTextUnderAStrictPolicy(string path)
    {
        using var browser = await InAsync(Role.Admin);
        using var answer = await browser.GetAsync(path);
        var html = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();

        Assert.That(html, Does.Not.Contain("<script>alert").And.Not.Contain("<img src=x"));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("script-src 'self';").And.Contain("frame-ancestors 'none'"));
        Assert.That(html.Replace(coordinator.Api.GetLeftPart(UriPartial.Authority), "", StringComparison.Ordinal), Does.Not.Match("(src|href)=\"(https?:)?//"), "nothing from elsewhere");
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [TestCase("/", "acme-01")]
    [TestCase("/hosts/acme-01", "&lt;script&gt;alert")]
    [TestCase("/hosts/acme-01?tab=timeline", "&lt;script&gt;alert")]
    [TestCase("/commits", "&lt;script&gt;alert")]
    [TestCase("/commits/" + Commit, "acme-01")]
    [TestCase("/drift", "&lt;script&gt;alert")]
    [TestCase("/holds", "package/linux")]
    [TestCase("/events", "&lt;script&gt;alert")]
    public async Task Page_WithData_ShowsIt(string path, string text)
    {
        using var browser = await InAsync(Role.Viewer);

        Assert.That(await browser.ReadAsync(path), Does.Contain(text));
    }

    [TestCaseSource(nameof(Paths))]
    [TestCase("/?q=customer:nova")]
    [TestCase("/drift?q=host:nova-01")]
    [TestCase("/hosts/nova-01")]
    [TestCase("/hosts/nova-01?tab=timeline")]
    public async Task Page_ForAViewerOfOneCustomer_HasNothingOfAnother(string path)
    {
        using var browser = await InAsync(Role.Viewer, "acme");
        var html = await browser.ReadAsync(path);

        // The address that was asked for comes back in the page; what is behind it does not.
        Assert.That(html.Replace(WebUtility.HtmlEncode(path), "", StringComparison.Ordinal), Does.Not.Contain("nova-secret"));
        if (!path.Contains("nova", StringComparison.Ordinal))
        {
            Assert.That(html, Does.Not.Contain("nova"));
        }
    }

    [Test]
    public async Task Fleet_AReasonThatTurnsRound_LeavesTheHeadlineStraight()
    {
        using var browser = await InAsync(Role.Viewer, "acme");
        var html = await browser.ReadAsync("/");
        var headline = html[html.IndexOf("<h1", StringComparison.Ordinal)..html.IndexOf("</h1>", StringComparison.Ordinal)];

        Assert.That(headline, Does.Contain("acme-01 failed (").And.Contain("&lt;script&gt;").And.Not.Contain("\u202E").And.Not.Contain("&#x202E;"));
    }

    [Test]
    public async Task Page_WithAToken_IsTheSameTruthForTools()
    {
        var good = await coordinator.ApiTokenAsync("tool", Role.Viewer, "acme");

        Assert.That((await TryAsync(good)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await TryAsync("mint_nonsense")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "a bad token is told so, not sent to a login");
    }

    [TestCase("/?q=stat:x", "no key of this filter")]
    [TestCase("/events?q=kind:", "lacks its value")]
    [TestCase("/commits/zzz", "")]
    [TestCase("/hosts/none", "no host of this name")]
    public async Task Page_OfWhatIsNot_SaysSo(string path, string words)
    {
        using var browser = await InAsync(Role.Viewer);

        Assert.That(WebUtility.HtmlDecode(await browser.ReadAsync(path)), Does.Contain(words));
    }

    [Test]
    public void Actions_ByWhoMayNot_AreRefused()
    {
        var actions = coordinator.Get<PageActions>();
        var (viewer, @operator, scoped) = (new Caller("v", Role.Viewer, []), new Caller("o", Role.Operator, []), new Caller("s", Role.Operator, ["acme"]));
        var refused = new (string What, Func<Task> Try)[]
        {
            ("add", () => actions.AddHostAsync(@operator, "web-09", default)),
            ("revoke", () => actions.RevokeHostAsync(@operator, "acme-01", "why", default)),
            ("wake", () => actions.WakeAsync(viewer, "acme-01", default)),
            ("report", () => actions.RequestReportAsync(viewer, "acme-01", default)),
            ("hold", () => actions.HoldAsync(viewer, "why", default)),
            ("promote", () => actions.PromoteAsync(viewer, "why", default)),
            ("hold of all by one customer's", () => actions.HoldAsync(scoped, "why", default)),
            ("promote of all by one customer's", () => actions.PromoteAsync(scoped, "why", default)),
        };

        foreach (var (what, attempt) in refused)
        {
            Assert.That(Assert.ThrowsAsync<RpcException>(() => attempt(), what)?.StatusCode, Is.EqualTo(StatusCode.PermissionDenied), what);
        }

        Assert.That(Assert.ThrowsAsync<RpcException>(() => actions.RequestReportAsync(scoped, "nova-01", default))?.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    private async Task<HttpResponseMessage> TryAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, coordinator.Api);
        request.Headers.Authorization = new("Bearer", token);
        return await coordinator.Http().SendAsync(request);
    }

    private async Task<Browser> InAsync(Role role, params string[] customers) =>
        new(coordinator) { Cookie = (await coordinator.Get<PersonSessions>().BeginAsync(new Caller("somebody", role, customers), ProviderLogin.None, SessionKind.Pages, CancellationToken.None)).Text };

    private static async Task FillAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction)
    {
        await connection.ExecuteAsync("INSERT INTO commits (id, parent, subject, author, authored_at, signed_by, seen_at, position, hosts) VALUES (@Commit, '', @Nasty, @Nasty, 1, @Nasty, 1, 1, 1)", new { Commit, Nasty }, transaction);
        foreach (var (host, customer, text) in new[] { ("acme-01", "acme", Nasty), ("nova-01", "nova", "nova-secret") })
        {
            await connection.ExecuteAsync(
                "INSERT INTO hosts (name, expected, customer, groups, state, reason, commit_id, failed) VALUES (@host, TRUE, @customer, ' base ', 'failed', @text, @Commit, 1)",
                new { host, customer, text, Commit }, transaction);
            var summary = new HostSummary { State = "failed", Commit = new Commit { Id = Commit, Subject = text, Author = text, SignedBy = text }, Warnings = { text } };
            await connection.ExecuteAsync(
                "INSERT INTO host_reports (host, summary, inventory) VALUES (@host, @summary, @inventory)",
                new { host, summary = summary.ToByteArray(), inventory = Inventory.Pack([new ResourceReference { Resource = $"file/{text}", Origin = text }]) }, transaction);
            await connection.ExecuteAsync("INSERT INTO commit_hosts (commit_id, host, position, ring) VALUES (@Commit, @host, 1, '')", new { Commit, host }, transaction);
            await connection.ExecuteAsync(
                "INSERT INTO concerns (host, resource, condition, message, origin, failure_kind, since) VALUES (@host, 'package/linux', 'held', @text, @text, '', 1)", new { host, text }, transaction);
            var told = new Event
            {
                Sequence = 1,
                At = Timestamp.FromDateTime(DateTime.UnixEpoch),
                Kind = "drift",
                Resource = $"file/{text}",
                Summary = text,
                Origin = text,
                LikelyBy = text,
                Action = "repaired",
                Differences = { new Difference { Attribute = text, Before = text, After = $"{text}\nmore" } },
            };
            await connection.ExecuteAsync(
                "INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body) VALUES (@host, 'l', 1, 1, 1, 'drift', @Resource, 'repaired', @Summary, @body)",
                new { host, told.Resource, told.Summary, body = told.ToByteArray() }, transaction);
        }
    }
}
