using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Grpc.Core;
using Microsoft.AspNetCore.Components;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Dashboard;
using Mint.Coordinator.Store;
using Mint.UnitTests.Coordinator.Access.People;
using NUnit.Framework;
using FleetAdminService = Mint.Protocol.V1.FleetAdminService;
using FleetService = Mint.Protocol.V1.FleetService;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>
/// Whoever is for acme's hosts asks everything in every way, and never hears a word of nova's. What names something of nova's gets the very answer that a name which nobody
/// has gets. Pages are read as they are first written; once they are live they read the same queries again, as the same caller, through the same method.
/// </summary>
public sealed partial class ScopeWalkTests
{
    private const string Nova = "nova";
    private const string Nobody = "none";
    private const string Acme = "acmecustomer";

    private static readonly string[] Hosts = ["acmehost", TwoCustomers.AcmeAbsent, TwoCustomers.Host, TwoCustomers.Absent, TwoCustomers.Revoked];
    private static readonly string[] Commits = [TwoCustomers.Both, TwoCustomers.NovaOnly, TwoCustomers.Refused];
    private static readonly string[] Filters =
    [
        $"customer:{TwoCustomers.Customer}", $"host:{TwoCustomers.Host}", "host:*", $"group:{TwoCustomers.Group}", "group:base", $"ring:{TwoCustomers.Ring}", "state:revoked", "state:failed state:absent", "commit:0123456",
        "resource:*", "action:novaaction", "kind:drift", "condition:held", "all:yes", "novareason", TwoCustomers.Host, "novasummary", "novaevent", "novachange",
    ];

    // What each field of a request, and each part of an address, is asked with.
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["host"] = Hosts,
        ["Name"] = Hosts,
        ["commit"] = Commits,
        ["Id"] = Commits,
        ["filter"] = Filters,
        ["q"] = Filters,
        ["page_size"] = ["1"],
        ["by"] = ["host", "ring", "state", "customer"],
        ["tab"] = ["timeline", "resources", "graph"],
        ["of"] = ["", "package/none", "file/novaresource"],
        ["state"] = ["failed", "held", "pending"],
        ["since"] = ["2000-01-01"],
        ["until"] = ["2100-01-01"],
        ["page"] = ["MQ==", "Mg==", "OTk5", "2", "999"],
    };

    private readonly List<(string Name, Metadata Headers, string Cookie)> limited = [];
    private TestCoordinator coordinator = null!;
    private CallInvoker channel = null!;
    private HttpClient http = null!;
    private Metadata root = null!;
    private string rootCookie = "";

    public static IEnumerable<string> Queries => Rpc.Of(FleetService.Descriptor.Name, FleetAdminService.Descriptor.Name).Where(r => r is { IsQuery: true, IsStream: false }).Select(r => r.Name);

    public static IEnumerable<string> Pages => typeof(LivePage).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order();

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await TwoCustomers.StartAsync();
        (channel, http) = (coordinator.Channel(coordinator.Api), coordinator.Http());
        var sessions = coordinator.Get<PersonSessions>();
        root = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("root", Role.Admin));
        rootCookie = await sessions.CookieAsync("root", Role.Admin);
        foreach (var role in new[] { Role.Viewer, Role.Admin })
        {
            limited.Add((
                role.Word(),
                ApiCoordinator.Bearer(await coordinator.ApiTokenAsync($"acme-{role.Word()}", role, Acme)),
                await sessions.CookieAsync("ben", role, Acme)));
        }
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [TestCaseSource(nameof(Queries))]
    public async Task Query_ForOneCustomer_SaysNothingOfAnother(string name)
    {
        var query = Rpc.Of(FleetService.Descriptor.Name, FleetAdminService.Descriptor.Name).Single(r => r.Name == name);
        var requests = await RequestsAsync(query);
        var leaks = new List<string>();
        foreach (var (who, headers, _) in limited.Where(l => l.Name == "admin" || name != "FleetAdminService.ListApiTokens"))
        {
            foreach (var request in requests)
            {
                await LookAsync($"{who}, gRPC {request}", request, async asked => Said(await query.CallAsync(channel, asked, headers)), leaks);
                await LookAsync($"{who}, HTTP {request}", request, async asked => Said(await query.SendAsync(http, coordinator.Api, asked, headers)), leaks);
            }
        }

        Assert.That(leaks, Is.Empty);
    }

    [TestCaseSource(nameof(Pages))]
    public async Task Page_ForOneCustomer_SaysNothingOfAnother(string template)
    {
        var leaks = new List<string>();
        foreach (var (who, _, cookie) in limited)
        {
            using var browser = new Browser(coordinator) { Cookie = cookie };
            foreach (var path in Addresses(template))
            {
                await LookAsync($"{who}, {path}", path, async asked => await ReadAsync(browser, asked), leaks);
            }
        }

        Assert.That(leaks, Is.Empty);
    }

    [TestCase("/events/export.csv")]
    [TestCase("/events/export.json")]
    public async Task File_ForOneCustomer_SaysNothingOfAnother(string path)
    {
        var leaks = new List<string>();
        foreach (var asked in Filters.Select(f => $"{path}?q={Uri.EscapeDataString(f)}").Append(path))
        {
            await LookAsync(asked, asked, async other => (await GetAsync(other, limited[0].Headers)).Text, leaks);
        }

        Assert.That(leaks, Is.Empty);
    }

    [TestCase("/metrics")]
    [TestCase("/sd/agents")]
    [TestCase("/sd/exporters")]
    public async Task Observation_FromElsewhereForOneCustomer_IsRefused(string path)
    {
        foreach (var (_, headers, _) in limited)
        {
            var (status, text) = await GetAsync(path, [.. headers, new Metadata.Entry("x-forwarded-for", "203.0.113.7")]);

            Assert.That(status, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(text, Does.Not.Contain(Nova));
        }
    }

    [Test]
    public async Task Words_OfEachCustomer_AreHeardByWhoSeesAll()
    {
        var heard = new List<string>();
        foreach (var query in Queries.Select(name => Rpc.Of(FleetService.Descriptor.Name, FleetAdminService.Descriptor.Name).Single(r => r.Name == name)))
        {
            foreach (var request in await RequestsAsync(query))
            {
                heard.Add(Without(request, (await query.CallAsync(channel, request, root)).Text));
            }
        }

        using var browser = new Browser(coordinator) { Cookie = rootCookie };
        var shown = new List<string>();
        foreach (var path in Pages.SelectMany(Addresses))
        {
            shown.Add(Without(path, await ReadAsync(browser, path)));
        }

        Assert.That(TwoCustomers.Words.Where(word => !heard.Exists(h => h.Contains(word, StringComparison.Ordinal))), Is.Empty, "no query says it, so none is tested for it");
        string[] nowhereOnPages = ["novawitnessed", "novakind", "novaaccepted", "novapurpose", "novaahead"];
        Assert.That(TwoCustomers.Words.Except(nowhereOnPages).Where(word => !shown.Exists(h => h.Contains(word, StringComparison.Ordinal))), Is.Empty, "no page says it, so none is tested for it");
        Assert.That((await GetAsync("/events/export.csv", root)).Text, Does.Contain("novasummary").And.Contain("acmesummary"));
        Assert.That((await GetAsync("/events/export.json", root)).Text, Does.Contain("novabefore").And.Contain("acmebefore"));
        Assert.That((await GetAsync("/sd/agents", root)).Text, Does.Contain(TwoCustomers.Host).And.Contain("acmehost"));
    }

    [Test]
    public async Task Words_OfTheirOwn_AreHeardByWhoSeesOneCustomer()
    {
        using var browser = new Browser(coordinator) { Cookie = limited[0].Cookie };
        var text = string.Concat(await ReadAsync(browser, "/"), await ReadAsync(browser, "/hosts/acmehost"), await ReadAsync(browser, "/drift"), await ReadAsync(browser, "/holds"), await ReadAsync(browser, "/commits"));

        foreach (var word in new[] { "acmehost", "acmereason", "acmewarning", "acmeresource", "acmesummary", "acmelikely", "acmebefore", "acmepause", "acmewaits", "acmemessage", "acmechange", "acmewriter", "acmekey", "acmering" })
        {
            Assert.That(text, Does.Contain(word));
        }
    }

    [TestCase(TwoCustomers.NovaOnly)]
    [TestCase(TwoCustomers.Refused)]
    public async Task Commit_OfAnotherCustomer_IsAsOneThatNobodyKnows(string commit)
    {
        const string Unknown = "3123456789abcdef0123456789abcdef01234567";
        var query = Rpc.Of(FleetService.Descriptor.Name).Single(r => r.Name == "FleetService.GetCommit");
        using var browser = new Browser(coordinator) { Cookie = limited[0].Cookie };
        var (known, unknown) = (await query.CallAsync(channel, $$"""{"commit":"{{commit}}"}""", limited[0].Headers), await query.CallAsync(channel, $$"""{"commit":"{{Unknown}}"}""", limited[0].Headers));

        Assert.That((known.Status, known.Text.Replace(commit, Unknown, StringComparison.Ordinal)), Is.EqualTo((StatusCode.NotFound, unknown.Text)));
        Assert.That(
            Plain(await ReadAsync(browser, $"/commits/{commit}")).Replace(commit[..7], Unknown[..7], StringComparison.Ordinal), Is.EqualTo(Plain(await ReadAsync(browser, $"/commits/{Unknown}"))));
    }

    [Test]
    public async Task Commits_ForOneCustomer_AreTheirsPageByPage()
    {
        var fleet = new FleetService.FleetServiceClient(channel);
        var list = await fleet.ListCommitsAsync(new() { PageSize = 1 }, limited[0].Headers);
        var rollout = await new FleetAdminService.FleetAdminServiceClient(channel).GetRolloutAsync(new(), limited[0].Headers);

        Assert.That((list.Commits.Single().Commit.Id, list.NextPageToken), Is.EqualTo((TwoCustomers.Both, "")));
        Assert.That((await fleet.GetFleetAsync(new(), limited[0].Headers)).Head, Is.EqualTo(new Mint.Protocol.V1.Commit { Id = TwoCustomers.NovaOnly }));
        Assert.That(rollout.Commit, Is.EqualTo(new Mint.Protocol.V1.Commit { Id = TwoCustomers.NovaOnly }));
        Assert.That(rollout.Rings.Select(r => (r.Name, r.Reason)), Is.EqualTo(new[] { ("acmering", "passed over; who sees the whole fleet is told why") }));
    }

    [Test]
    public async Task Host_ThatRunsACommitOfAnotherCustomer_SaysItsIdOnly()
    {
        var fleet = new FleetService.FleetServiceClient(channel);
        var commit = (await fleet.GetHostAsync(new() { Host = TwoCustomers.AcmeAbsent }, limited[0].Headers)).Summary.Commit;
        var events = (await fleet.ListEventsAsync(new() { Filter = $"host:{TwoCustomers.AcmeAbsent}" }, limited[0].Headers)).Events;
        using var browser = new Browser(coordinator) { Cookie = limited[0].Cookie };

        Assert.That((commit.Id, commit.Subject, commit.Author, commit.SignedBy, commit.AppliedAt is not null), Is.EqualTo((TwoCustomers.NovaOnly, "", "", "", true)));
        Assert.That(events.Select(e => e.Event.Summary), Is.EqualTo(new[] { "acmechange", "commit 1123456 converged: 3 changes", "commit 1123456 accepted" }));
        Assert.That(await ReadAsync(browser, $"/hosts/{TwoCustomers.AcmeAbsent}"), Does.Contain("<code>1123456</code>").And.Not.Contain($"/commits/{TwoCustomers.NovaOnly}"));
    }

    [TestCase("FleetAdminService.AddHost", """{"host":"novahost"}""")]
    [TestCase("FleetAdminService.RevokeHost", """{"host":"novahost"}""")]
    [TestCase("FleetAdminService.RequestReport", """{"host":"novahost"}""")]
    [TestCase("FleetAdminService.WakeHosts", """{"filter":"host:novahost"}""")]
    [TestCase("FleetAdminService.WakeHosts", """{"filter":"customer:novacustomer"}""")]
    [TestCase("FleetAdminService.EndTurn", """{"host":"novahost","reason":"x"}""")]
    [TestCase("FleetAdminService.RevokeApiToken", """{"name":"novatoken"}""")]
    [TestCase("FleetAdminService.CreateApiToken", """{"name":"new","role":"viewer","customers":["novacustomer"]}""")]
    public async Task Action_OnAnotherCustomers_FindsNothing(string name, string request)
    {
        var action = Rpc.Of(FleetAdminService.Descriptor.Name).Single(r => r.Name == name);
        var headers = limited.Single(l => l.Name == "admin").Headers;
        var leaks = new List<string>();
        await LookAsync("gRPC", request, async asked => Said(await action.CallAsync(channel, asked, headers)), leaks);
        await LookAsync("HTTP", request, async asked => Said(await action.SendAsync(http, coordinator.Api, asked, headers)), leaks);

        Assert.That(leaks, Is.Empty);
        await using var connection = await coordinator.Get<Database>().OpenAsync(CancellationToken.None);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM hosts WHERE name = 'novahost' AND revoked_at IS NULL"), Is.EqualTo(1));
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM turns WHERE host = 'novahost'"), Is.EqualTo(1));
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM enrolment_tokens WHERE host = 'novahost'"), Is.Zero);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM api_tokens WHERE name = 'novatoken' AND revoked_at IS NULL"), Is.EqualTo(1));
    }

    // No word of nova's but those that were asked with; and the same as for a name that nobody has.
    private static async Task LookAsync(string what, string asked, Func<string, Task<string>> askAsync, List<string> leaks)
    {
        var said = Plain(await askAsync(asked));
        if (Without(asked, said) is var rest && rest.Contains(Nova, StringComparison.OrdinalIgnoreCase))
        {
            leaks.Add($"{what}: …{rest[Math.Max(0, rest.IndexOf(Nova, StringComparison.OrdinalIgnoreCase) - 100)..][..200]}…");
        }

        if (asked.Contains(Nova, StringComparison.Ordinal))
        {
            var other = Plain(await askAsync(asked.Replace(Nova, Nobody, StringComparison.Ordinal)));
            if (other.Replace(Nobody, Nova, StringComparison.Ordinal) != said.Replace(Nobody, Nova, StringComparison.Ordinal))
            {
                leaks.Add($"{what}: it says\n{said}\nand of what nobody has\n{other}");
            }
        }
    }

    private static string Without(string asked, string said) => Word().Matches(asked).Aggregate(said, (text, word) => text.Replace(word.Value, "", StringComparison.Ordinal));

    // Without what differs from one answer to the next, and can't be read by who gets it.
    private static string Plain(string html) => Changing().Replace(html, "");

    private static string Said<T>((T Status, string Text) answer) => $"{answer.Status} {answer.Text}";

    // One field after the other besides what must be there, and every page token that who sees all is given.
    private async Task<List<string>> RequestsAsync(Rpc query)
    {
        var needed = query.Fields.Where(f => f is "host" or "commit").ToList();
        var basis = needed.Aggregate(new[] { new Dictionary<string, object>() }.AsEnumerable(), (all, field) => all.SelectMany(r => Values[field].Select(v => new Dictionary<string, object>(r) { [field] = v }))).ToList();
        var requests = basis.Concat(basis.SelectMany(r => query.Fields.Where(f => f == "filter").SelectMany(f => Filters.Select(v => new Dictionary<string, object>(r) { [f] = v })))).ToList();
        if (query.Fields.Contains("pageToken"))
        {
            foreach (var first in basis)
            {
                for (var token = ""; ;)
                {
                    var next = new Dictionary<string, object>(first) { ["pageSize"] = 1, ["pageToken"] = token };
                    requests.Add(next);
                    using var page = JsonDocument.Parse((await query.CallAsync(channel, JsonSerializer.Serialize(next), root)) is { Status: StatusCode.OK } ok ? ok.Text : "{}");
                    if (!page.RootElement.TryGetProperty("nextPageToken", out var more) || more.GetString() is not { Length: > 0 } text)
                    {
                        break;
                    }

                    token = text;
                }
            }
        }

        return [.. requests.Select(r => JsonSerializer.Serialize(r))];
    }

    private static IEnumerable<string> Addresses(string template)
    {
        var page = typeof(LivePage).Assembly.GetTypes().First(t => t.GetCustomAttributes<RouteAttribute>().Any(r => r.Template == template));
        var paths = Place().Match(template) is { Success: true } place ? Values[place.Groups["name"].Value].Select(v => template.Replace(place.Value, v, StringComparison.Ordinal)) : [template];
        var queries = page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(p => p.GetCustomAttribute<SupplyParameterFromQueryAttribute>()?.Name)
            .OfType<string>()
            .SelectMany(name => Values[name].Select(value => $"?{name}={Uri.EscapeDataString(value)}"))
            .Prepend("")
            .ToList();
        return paths.SelectMany(path => queries.Select(query => path + query));
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path, Metadata headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Api, path));
        foreach (var header in headers)
        {
            request.Headers.Add(header.Key, header.Value);
        }

        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> ReadAsync(Browser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        return $"{answer.StatusCode} {WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync())}";
    }

    [GeneratedRegex("nova[a-z]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex("""<!--Blazor.*?-->|<input[^>]*name="__RequestVerificationToken"[^>]*>""", RegexOptions.Singleline)]
    private static partial Regex Changing();
}
