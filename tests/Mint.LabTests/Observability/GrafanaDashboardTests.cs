using System.Text.Json;
using System.Text.RegularExpressions;
using Mint.LabTests.EndToEnd;

namespace Mint.LabTests.Observability;

/// <summary>The Grafana dashboard, without a Grafana: its JSON against Grafana's types, its queries by a Prometheus that scrapes a coordinator.</summary>
internal sealed partial class GrafanaDashboardTests
{
    private static readonly string Dashboard = Repository.At("deploy", "grafana", "mint-fleet.json");
    private static readonly string Schema = Repository.At("tests", "grafana-schema");

    [Test, CancelAfter(60_000)]
    public Task Json_ByGrafanasTypes_IsADashboard(CancellationToken ct) => LocalCommand.RunAsync("node", ["check.js", Dashboard], Schema, ct);

    [TestCase("\"editable\"", "\"editabel\"")]
    [TestCase("\"fillOpacity\"", "\"opacity\"")]
    [TestCase("\"colorMode\": \"value\"", "\"colorMode\": \"word\"")]
    [TestCase("\"expr\"", "\"query\"")]
    [CancelAfter(60_000)]
    public async Task Json_SomethingWrong_IsRefusedByName(string right, string wrong, CancellationToken ct)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(Dashboard, ct)).Replace(right, wrong, StringComparison.Ordinal), ct);
            var checking = await LocalCommand.TryAsync("node", ["check.js", file], Schema, ct: ct);

            Assert.That(checking.ExitCode, Is.EqualTo(1));
            Assert.That(checking.Error, Does.Contain(wrong.Split(' ')[^1]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test, CancelAfter(180_000)]
    public async Task Queries_OfACoordinatorWithAgents_AllHaveAnswers(CancellationToken ct)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Dashboard, ct));
        await using var fleet = await SmallFleet.StartAsync(ct);
        await using var prometheus = await PrometheusServer.StartAsync(fleet, ct);
        var queries = Queries(json).ToList();

        Assert.That(queries, Has.Count.GreaterThan(20));
        Assert.That(queries.Select(q => q.Expression), Has.All.Not.Contains("$"), "a query with a variable: this test has to put a value in");
        await Eventually.BecomesAsync(
            "no query without an answer",
            TimeSpan.FromSeconds(30),
            async () =>
            {
                await fleet.DriftAsync();
                return string.Join('\n', await WrongAsync(prometheus, queries, ct));
            },
            wrong => wrong.Length == 0,
            ct);
    }

    // What gets no answer, shows a label that no series has, or gives a colour to a series that is not there.
    private static async Task<IReadOnlyList<string>> WrongAsync(PrometheusServer prometheus, IEnumerable<Query> queries, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var query in queries)
        {
            var series = query.Instant ? await prometheus.NowAsync(query.Expression, ct) : await prometheus.LastMinuteAsync(query.Expression, ct);
            if (series.Count == 0)
            {
                wrong.Add($"{query.Panel}: {query.Expression}");
            }

            wrong.AddRange(LegendLabel().Matches(query.Legend).Select(m => m.Groups[1].Value).Where(label => series.Any(s => !s.ContainsKey(label)))
                .Select(label => $"{query.Panel}: no label {label}"));
            var names = series.Select(s => LegendLabel().Replace(query.Legend, m => s.GetValueOrDefault(m.Groups[1].Value, ""))).ToList();
            wrong.AddRange(query.Coloured.Except(names).Select(name => $"{query.Panel}: no series {name}"));
        }

        return wrong;
    }

    private static IEnumerable<Query> Queries(JsonDocument dashboard) =>
        from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
        from target in panel.GetProperty("targets").EnumerateArray()
        select new Query(
            panel.GetProperty("title").GetString()!,
            target.GetProperty("expr").GetString()!,
            target.GetProperty("legendFormat").GetString()!,
            target.TryGetProperty("instant", out var instant) && instant.GetBoolean(),
            [.. panel.GetProperty("fieldConfig").GetProperty("overrides").EnumerateArray().Select(o => o.GetProperty("matcher").GetProperty("options").GetString()!)]);

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();

    private sealed record Query(string Panel, string Expression, string Legend, bool Instant, IReadOnlyList<string> Coloured);
}
