using System.Net;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Link;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using Mint.UnitTests.Coordinator.Access;
using Mint.UnitTests.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class PagesTests
{
    private const string Nasty = "<script>alert('x')</script>\u202E\u001b[31m\"><img src=x onerror=alert(1)>";
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly string[] Paths =
        ["/", "/?by=state", "/?by=ring", "/hosts/acme-01", "/hosts/acme-01?tab=timeline", "/hosts/acme-01?tab=graph", "/commits", $"/commits/{Commit}", "/drift", "/drift?by=host", "/holds",
        "/events", "/events?since=1970-01-01&until=2100-01-01", "/enrolment", "/tokens"];

    private TestCoordinator coordinator = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        await coordinator.Get<WriteQueue>().WriteAsync(FillAsync, CancellationToken.None);
        await coordinator.Get<WriteQueue>().WriteAsync((connection, transaction) => RepeatAsync(connection, transaction, coordinator.Time.GetUtcNow()), CancellationToken.None);
        await coordinator.ApiTokenAsync("nova-tool", Role.Viewer, "nova");
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
    [TestCase("/hosts/acme-01?tab=graph", "; needs package/linux")]
    [TestCase("/hosts/acme-01?tab=graph", "file/&lt;script&gt;alert")]
    [TestCase("/hosts/acme-01?tab=graph&of=package/linux", "aria-current=\"true\"")]
    [TestCase("/hosts/acme-01?tab=graph&of=package/none", "no resource package/none")]
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

    [TestCaseSource(nameof(Paths))]
    public async Task Page_ForAnAdminOfOneCustomer_HasNothingOfAnother(string path)
    {
        using var browser = await InAsync(Role.Admin, "acme");

        Assert.That(await browser.ReadAsync(path), Does.Not.Contain("nova"));
    }

    [Test]
    public async Task Tokens_AreShownToAdminsAlone()
    {
        using var admin = await InAsync(Role.Admin);
        using var @operator = await InAsync(Role.Operator);

        Assert.That(await admin.ReadAsync("/tokens"), Does.Contain("nova-tool").And.Contain("href=\"/tokens\""));
        Assert.That(await @operator.ReadAsync("/tokens"), Does.Not.Contain("nova-tool").And.Not.Contain("href=\"/tokens\""));
    }

    [TestCase("/drift", "<strong>4×</strong>")]
    [TestCase("/drift?by=host", "<strong>2×</strong>")]
    [TestCase("/drift", "on 2 hosts")]
    [TestCase("/drift", "content: |2\n      <script>alert('kept')")]
    [TestCase("/", "0, 0, 0, 4\"")]
    [TestCase("/commits", "aria-label=\"Commits by hosts\"")]
    [TestCase("/commits", "aria-label=\"Hosts that lack it\"")]
    [TestCase("/enrolment", "--token TOKEN")]
    public async Task Page_OfAllHosts_CountsAndNamesThem(string path, string text)
    {
        using var browser = await InAsync(Role.Viewer);

        Assert.That(WebUtility.HtmlDecode(await browser.ReadAsync(path)), Does.Contain(WebUtility.HtmlDecode(text)));
    }

    [TestCase("/drift", "<strong>2×</strong>")]
    [TestCase("/drift", "on 1 host")]
    [TestCase("/", "0, 0, 0, 2\"")]
    public async Task Page_OfOneCustomersHosts_CountsThoseAlone(string path, string text)
    {
        using var browser = await InAsync(Role.Viewer, "acme");

        Assert.That(WebUtility.HtmlDecode(await browser.ReadAsync(path)), Does.Contain(text));
    }

    [TestCase("/events?since=soon")]
    [TestCase("/drift?since=soon")]
    public async Task Page_OfADayThatIsNone_SaysSo(string path)
    {
        using var browser = await InAsync(Role.Viewer);

        Assert.That(await browser.ReadAsync(path), Does.Contain("since: expected a day"));
    }

    private async Task<HttpResponseMessage> TryAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, coordinator.Api);
        request.Headers.Authorization = new("Bearer", token);
        return await coordinator.Http().SendAsync(request);
    }

    private async Task<Browser> InAsync(Role role, params string[] customers) =>
        new(coordinator) { Cookie = await coordinator.Get<PersonSessions>().CookieAsync("somebody", role, customers) };

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
                new { host, summary = summary.ToByteArray(), inventory = Inventory.Pack([new ResourceReference { Resource = $"file/{text}", Origin = text, Needs = { "package/linux" } }, new ResourceReference { Resource = "package/linux", Origin = text }]) }, transaction);
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

    private static async Task RepeatAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, DateTimeOffset now)
    {
        await connection.ExecuteAsync("INSERT INTO hosts (name, expected, customer, groups, state) VALUES ('acme-09', TRUE, 'acme', ' base ', 'absent')", transaction: transaction);
        foreach (var (host, sequence) in new[] { ("acme-01", 2), ("acme-01", 3), ("nova-01", 2), ("nova-01", 3) })
        {
            var told = new Event
            {
                Sequence = (ulong)sequence,
                At = Timestamp.FromDateTimeOffset(now),
                Kind = "drift",
                Resource = "file//etc/motd",
                Summary = "content",
                Action = "repaired",
                Differences = { new Difference { Attribute = "content", Before = "<script>alert('kept')\n", After = "b\n" } },
            };
            await connection.ExecuteAsync(
                "INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body) VALUES (@host, 'l', @sequence, @at, 1, 'drift', @Resource, 'repaired', @Summary, @body)",
                new { host, sequence, at = now.UtcTicks, told.Resource, told.Summary, body = told.ToByteArray() }, transaction);
        }
    }
}
