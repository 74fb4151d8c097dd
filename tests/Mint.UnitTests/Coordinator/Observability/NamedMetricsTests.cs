using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Agent.Link.Mesh;
using Mint.Agent.Loop;
using Mint.Agent.Metrics;
using Mint.Coordinator.Notifications;
using Mint.Coordinator.Observability;
using Mint.Testing.Hosts;
using Mint.UnitTests.Docs;
using NUnit.Framework;
using Prometheus;

namespace Mint.UnitTests.Coordinator.Observability;

/// <summary>Alert rules and the dashboard speak of metrics that there are.</summary>
public sealed partial class NamedMetricsTests
{
    private static readonly string Rules = RepoRoot.Of("deploy", "prometheus", "mint.rules.yaml");
    private static readonly string Dashboard = RepoRoot.Of("deploy", "grafana", "mint-fleet.json");

    [TestCase("deploy/prometheus/mint.rules.yaml")]
    [TestCase("deploy/prometheus/mint.rules.test.yaml")]
    [TestCase("deploy/grafana/mint-fleet.json")]
    public async Task File_MetricsItNames_AreAllExposed(string path)
    {
        var exposed = await ExposedAsync();
        var named = Metric().Matches(await File.ReadAllTextAsync(RepoRoot.Of(path.Split('/')))).Select(m => Suffix().Replace(m.Value, "")).Distinct().ToList();

        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Except(exposed), Is.Empty);
    }

    [Test]
    public void Rules_EveryAlert_SaysWhatItIsAndWhatToDo()
    {
        var alerts = File.ReadAllText(Rules).Split("- alert: ")[1..];

        Assert.That(alerts, Has.Length.GreaterThan(8));
        Assert.That(alerts, Has.All.Contains("summary:").And.All.Contains("description:").And.All.Contains("runbook:").And.All.Contains("severity:"));
    }

    [Test]
    public void Dashboard_Json_IsOneThatGrafanaReads()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Dashboard));
        var root = json.RootElement;
        var panels = root.GetProperty("panels").EnumerateArray().ToList();

        Assert.That(root.GetProperty("schemaVersion").GetInt32(), Is.GreaterThanOrEqualTo(39));
        Assert.That(root.GetProperty("templating").GetProperty("list")[0].GetProperty("type").GetString(), Is.EqualTo("datasource"));
        Assert.That(panels.Select(p => p.GetProperty("datasource").GetProperty("uid").GetString()), Is.All.EqualTo("${datasource}"));
        Assert.That(panels.Select(p => p.GetProperty("id").GetInt32()), Is.Unique);
    }

    private static async Task<HashSet<string>> ExposedAsync()
    {
        await using var store = new WatchedStore();
        await store.OpenAsync();
        var registry = Metrics.NewCustomRegistry();
        _ = new IngestMetrics(registry);
        _ = new WatchMetrics(registry);
        _ = new NotifyMetrics(registry, []);
        _ = new AgentMetrics(registry);
        MeshMetrics.Register(registry, new MeshLook(new AgentState(), new FakeHost(), TimeProvider.System));
        var reader = new FleetNumbersReader(store.Database, new RepoStandingReader([], []));
        using var metrics = new FleetMetrics(registry, reader, store.Queue, store.Lease, store.Time, NullLogger<FleetMetrics>.Instance);
        using var page = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(page);
        return [.. Help().Matches(System.Text.Encoding.UTF8.GetString(page.ToArray())).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"\bmint_[a-z_]+\b")]
    private static partial Regex Metric();

    [GeneratedRegex("^# HELP (mint_[a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Help();

    [GeneratedRegex("_bucket$|_count$|_sum$")]
    private static partial Regex Suffix();
}
