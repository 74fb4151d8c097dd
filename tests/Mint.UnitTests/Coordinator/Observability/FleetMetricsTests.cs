using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Coordinator.Observability;
using Mint.Protocol.V1;
using NUnit.Framework;
using Prometheus;

namespace Mint.UnitTests.Coordinator.Observability;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FleetMetricsTests : IAsyncDisposable
{
    private readonly CollectorRegistry registry = Metrics.NewCustomRegistry();
    private readonly RepoStandIn repo = new();
    private readonly WatchedStore store = new();
    private readonly FleetMetrics metrics;

    public FleetMetricsTests()
    {
        var reader = new FleetNumbersReader(store.Database, new RepoStandingReader([repo], [repo]));
        metrics = new FleetMetrics(registry, reader, store.Queue, store.Lease, store.Time, NullLogger<FleetMetrics>.Instance);
    }

    [SetUp]
    public Task Open() => store.OpenAsync();

    public ValueTask DisposeAsync()
    {
        metrics.Dispose();
        return store.DisposeAsync();
    }

    [Test]
    public async Task Scrape_Hosts_AreCountedByStateAndTheTroubledNamed()
    {
        await store.HostAsync("a");
        await store.HostAsync("b");
        await store.HostAsync("c", "silent", TimeSpan.FromMinutes(10));
        await store.WriteAsync("UPDATE hosts SET connected_to = 'x', outbox = 7 WHERE name = 'a'");
        await store.WriteAsync("UPDATE hosts SET outbox = 5 WHERE name = 'c'");

        var page = await ScrapeAsync();

        Assert.That(page, Does.Contain("mint_fleet_hosts{state=\"converged\"} 2\n"));
        Assert.That(page, Does.Contain("mint_fleet_hosts{state=\"silent\"} 1\n"));
        Assert.That(page, Does.Contain("mint_fleet_hosts{state=\"failed\"} 0\n"), "a zero, not a gap");
        Assert.That(page, Does.Contain("mint_fleet_connected_hosts 1\n"));
        Assert.That(page, Does.Contain("mint_outbox_events 12\n"));
        Assert.That(page, Does.Contain("mint_outbox_events_max 7\n"));
        Assert.That(page, Does.Contain($"mint_fleet_troubled_host_since_timestamp_seconds{{host=\"c\",customer=\"acme\",state=\"silent\"}} {store.Now.AddMinutes(-10).ToUnixTimeSeconds()}\n"));
        Assert.That(page, Does.Contain($"mint_certificate_expiry_timestamp_seconds {store.Now.AddDays(7).ToUnixTimeSeconds()}\n"));
        Assert.That(page, Does.Match("mint_store_bytes [1-9]"));
    }

    [Test]
    public async Task Scrape_HostIsWellAgain_ItsSeriesGoes()
    {
        await store.HostAsync("c", "failed");
        await ScrapeAsync();
        await store.HostAsync("c");
        store.Time.Advance(TimeSpan.FromSeconds(5));

        var page = await ScrapeAsync();

        Assert.That(page, Does.Not.Contain("host=\"c\""));
        Assert.That(page, Does.Contain("mint_fleet_hosts{state=\"failed\"} 0\n"));
    }

    [Test]
    public async Task Scrape_ManyWithinFiveSeconds_ReadTheStoreOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ScrapeAsync()));
        store.Time.Advance(TimeSpan.FromSeconds(4.9));
        await ScrapeAsync();
        Assert.That(repo.Asked, Is.EqualTo(1));

        store.Time.Advance(TimeSpan.FromSeconds(0.1));
        await ScrapeAsync();

        Assert.That(repo.Asked, Is.EqualTo(2));
    }

    [Test]
    public async Task Scrape_CertificateOfARevokedHost_DoesNotCount()
    {
        await store.HostAsync("a");
        await store.WriteAsync("UPDATE hosts SET revoked_at = 1");

        Assert.That(await ScrapeAsync(), Does.Not.Contain("\nmint_certificate_expiry_timestamp_seconds"));
    }

    [Test]
    public async Task Scrape_HeadNotEverywhere_LagIsItsAge()
    {
        repo.State = new(null, store.Now.AddMinutes(-1), null);
        repo.Commits.Add(RepoStandIn.Commit('c', store.Now, refused: "unsigned"));
        repo.Commits.Add(RepoStandIn.Commit('b', store.Now.AddSeconds(-90), "", ("applied", 3), ("pending", 2), ("silent", 1)));
        repo.Commits.Add(RepoStandIn.Commit('a', store.Now.AddDays(-1), "", ("pending", 6)));

        var page = await ScrapeAsync();

        Assert.That(page, Does.Contain("mint_commit_lag_seconds 90\n"));
        Assert.That(page, Does.Contain("mint_commit_pending_hosts 3\n"));
        Assert.That(page, Does.Contain($"mint_coordinator_last_sync_timestamp_seconds {store.Now.AddMinutes(-1).ToUnixTimeSeconds()}\n"));
    }

    [Test]
    public async Task Scrape_HeadEverywhere_NoLag()
    {
        repo.Commits.Add(RepoStandIn.Commit('b', store.Now.AddDays(-1), "", ("applied", 3)));

        Assert.That(await ScrapeAsync(), Does.Contain("mint_commit_lag_seconds 0\n").And.Contain("mint_rollout_halted 0\n"));
    }

    [Test]
    public async Task Scrape_RolloutHalted_IsOne()
    {
        repo.Rollout = new GetRolloutResponse { State = "halted" };

        Assert.That(await ScrapeAsync(), Does.Contain("mint_rollout_halted 1\n"));
    }

    [Test]
    public async Task Scrape_StoreBroken_SaysSoAndKeepsTheNumbers()
    {
        await store.HostAsync("a");
        await ScrapeAsync();
        await store.WriteAsync("DROP TABLE concerns");
        store.Time.Advance(TimeSpan.FromSeconds(5));

        var page = await ScrapeAsync();

        Assert.That(page, Does.Contain("mint_store_reachable 0\n"));
        Assert.That(page, Does.Contain("mint_fleet_hosts{state=\"converged\"} 1\n"));
    }

    [Test]
    public async Task Ingest_HostileLabels_MakeNoSeries()
    {
        var ingest = new IngestMetrics(registry);
        ingest.Message(100);
        ingest.Stored(Drift("file//etc/motd", "repaired"), store.Now);
        for (var i = 0; i < 1_000; i++)
        {
            ingest.Stored(Drift($"kind{i}/x", $"action{i}"), store.Now);
        }

        ingest.Reject("oversized");
        var page = await ScrapeAsync();

        Assert.That(page, Does.Contain("mint_fleet_drift_events_total{kind=\"file\",action=\"repaired\"} 1\n"));
        Assert.That(page, Does.Contain("mint_fleet_drift_events_total{kind=\"other\",action=\"other\"} 1000\n"));
        Assert.That(page, Does.Contain("mint_ingest_bytes_total 100\n"));
        Assert.That(page, Does.Contain("mint_ingest_events_total 1001\n"));
        Assert.That(page, Does.Contain("mint_ingest_rejected_total{reason=\"oversized\"} 1\n"));
        Assert.That(page, Does.Contain("mint_event_delivery_seconds_bucket{le=\"300\"} 1001\n"));
        Assert.That(page, Does.Contain("mint_event_delivery_seconds_bucket{le=\"30\"} 0\n"));
    }

    [Test]
    public async Task Watch_OpenAndClosed_IsCounted()
    {
        var watches = new WatchMetrics(registry);
        using (watches.Open())
        {
            Assert.That(await ScrapeAsync(), Does.Contain("mint_watch_streams 1\n"));
        }

        Assert.That(await ScrapeAsync(), Does.Contain("mint_watch_streams 0\n"));
    }

    private Event Drift(string resource, string action) =>
        new() { Kind = "drift", Resource = resource, Action = action, At = Timestamp.FromDateTimeOffset(store.Now.AddSeconds(-60)) };

    private async Task<string> ScrapeAsync()
    {
        using var page = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(page);
        return System.Text.Encoding.UTF8.GetString(page.ToArray());
    }
}
