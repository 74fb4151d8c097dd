using System.Net;
using System.Text.Json;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Access;
using Mint.Coordinator.Dashboard;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using Mint.UnitTests.Coordinator.Access;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class EventExportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private TestCoordinator coordinator = null!;
    private string all = "";
    private string acme = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        await coordinator.Get<WriteQueue>().WriteAsync(
            async (connection, transaction) =>
            {
                foreach (var (host, customer, summary, at) in new[] { ("acme-01", "acme", "=cmd|' /C calc'!A0,\"x\"", Noon), ("acme-01", "acme", "the day after", Noon.AddDays(1)), ("nova-01", "nova", "nova-secret", Noon) })
                {
                    await connection.ExecuteAsync("INSERT INTO hosts (name, expected, customer, groups, state) VALUES (@host, TRUE, @customer, ' base ', 'failed') ON CONFLICT (name) DO NOTHING", new { host, customer }, transaction);
                    var told = new Event { At = Timestamp.FromDateTimeOffset(at), Kind = "drift", Resource = "file//etc/motd", Summary = summary, Action = "repaired", Differences = { new Difference { Attribute = "content", Before = "a", After = "b" } } };
                    await connection.ExecuteAsync(
                        "INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body) VALUES (@host, 'l', @sequence, @at, 1, 'drift', @Resource, 'repaired', @summary, @body)",
                        new { host, sequence = at.Day, at = at.UtcTicks, told.Resource, summary, body = told.ToByteArray() }, transaction);
                }
            },
            CancellationToken.None);
        (all, acme) = (await coordinator.ApiTokenAsync("all", Role.Viewer), await coordinator.ApiTokenAsync("acme", Role.Viewer, "acme"));
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task Csv_OfEvents_HoldsThemWithoutFormulas()
    {
        using var answer = await GetAsync("/events/export.csv?q=kind:drift", all);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/csv"));
        Assert.That(answer.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo("attachment"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'"));
        Assert.That(lines, Has.Length.EqualTo(5), "a head, three events, newest first, and the end of the last line");
        Assert.That(lines[3], Does.Contain(",\"'=cmd|' /C calc'!A0,\"\"x\"\"\","));
    }

    [Test]
    public async Task Json_OfEvents_HoldsThemWithTheirDifferences()
    {
        using var answer = await GetAsync("/events/export.json?q=kind:drift+host:nova-01", all);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.That(json.RootElement.GetProperty("complete").GetBoolean(), Is.True);
        var told = json.RootElement.GetProperty("events").EnumerateArray().Single();
        Assert.That(told.GetProperty("event").GetProperty("summary").GetString(), Is.EqualTo("nova-secret"));
        Assert.That(told.GetProperty("event").GetProperty("differences").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Json_OfNothing_IsAnEmptyListThatReads()
    {
        using var json = JsonDocument.Parse(await ReadAsync("/events/export.json?q=host:nobody", all));

        Assert.That(json.RootElement.GetProperty("events").GetArrayLength(), Is.Zero);
    }

    [TestCase("since=2026-03-31&until=2026-03-31", 2)]
    [TestCase("since=2026-04-01", 1)]
    [TestCase("until=2026-03-30", 0)]
    public async Task Json_OfSomeDays_HoldsThoseAlone(string span, int events)
    {
        using var json = JsonDocument.Parse(await ReadAsync($"/events/export.json?q=kind:drift&{span}", all));

        Assert.That(json.RootElement.GetProperty("events").GetArrayLength(), Is.EqualTo(events));
    }

    [TestCase("/events/export.csv")]
    [TestCase("/events/export.json")]
    public async Task Export_ForAViewerOfOneCustomer_HasNothingOfAnother(string path)
    {
        var text = await ReadAsync(path, acme);

        Assert.That(text, Does.Contain("acme-01").And.Not.Contain("nova"));
    }

    [TestCase("/events/export.csv?q=stat:x", "no key of this filter")]
    [TestCase("/events/export.json?since=soon", "since: expected a day")]
    public async Task Export_OfWhatCannotBeRead_IsRefusedWithTheReason(string path, string reason)
    {
        using var answer = await GetAsync(path, all);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(reason));
    }

    [TestCase("/events/export.csv")]
    [TestCase("/events/export.json")]
    public async Task Export_ToAStranger_IsRefused(string path)
    {
        using var browser = new Browser(coordinator);
        using var answer = await browser.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect).Or.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("acme-01"));
    }

    [Test]
    public async Task Export_OfMoreThanAFileHas_EndsAndSaysSo()
    {
        var body = new Event { Kind = "many", Summary = "one of many" }.ToByteArray();
        await coordinator.Get<WriteQueue>().WriteAsync(
            (connection, transaction) => connection.ExecuteAsync(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= @most)
                INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body) SELECT '', 'm', 0, 1, 1, 'many', '', '', 'one of many', @body FROM n
                """,
                new { most = EventExport.Most, body }, transaction),
            CancellationToken.None);

        var lines = (await ReadAsync("/events/export.csv?q=kind:many", all)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        using var json = JsonDocument.Parse(await ReadAsync("/events/export.json?q=kind:many", all));

        Assert.That(lines, Has.Length.EqualTo(EventExport.Most + 2), "a head, the events, and that there are more");
        Assert.That(lines[^1], Does.Contain("more match"));
        Assert.That(json.RootElement.GetProperty("events").GetArrayLength(), Is.EqualTo(EventExport.Most));
        Assert.That(json.RootElement.GetProperty("complete").GetBoolean(), Is.False);
    }

    private async Task<string> ReadAsync(string path, string token)
    {
        using var answer = await GetAsync(path, token);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Api, path));
        request.Headers.Authorization = new("Bearer", token);
        return await coordinator.Http().SendAsync(request);
    }
}
