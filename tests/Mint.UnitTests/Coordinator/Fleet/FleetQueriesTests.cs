using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Access;
using Mint.Coordinator.Fleet;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Fleet;

public sealed class FleetQueriesTests
{
    private TestFleet coordinator = null!;

    private EventQueries Events => coordinator.Services.GetRequiredService<EventQueries>();

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await TestFleet.StartAsync();
        await coordinator.EnrolAsync("acme-01", "acme-02", "nova-01", "nova-02", "nova_3");
        await coordinator.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync("UPDATE hosts SET state = 'converged', commit_id = @Head", new { FakeCommits.Head }, t);
            await c.ExecuteAsync("UPDATE hosts SET state = 'drifted', groups = ' base web ', drifted = 1 WHERE name = 'acme-02'", transaction: t);
            await c.ExecuteAsync("UPDATE hosts SET state = 'silent', last_seen_at = @at WHERE name = 'nova-02'", new { at = DateTimeOffset.UtcNow.AddMinutes(-26).UtcTicks }, t);
            await c.ExecuteAsync(
                "INSERT INTO concerns (host, resource, condition, message, origin, failure_kind, since) VALUES ('acme-01', 'package/x', 'held', 'waits for sat 22:00', 'h.yaml:1:1', '', 5)",
                transaction: t);
        });
        foreach (var host in new[] { "acme-02", "nova-01" })
        {
            using var stream = coordinator.Connect(host);
            await stream.GreetAsync();
            await stream.SendAsync(TestStream.Events(1, 3));
            await stream.NextAsync();
            await stream.SendAsync(TestStream.Events(4, 1, "commit"));
            await stream.NextAsync();
            await stream.CompleteAsync();
            await stream.EndAsync();
        }
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [TestCase("", "acme-01 acme-02 nova-01 nova-02 nova_3")]
    [TestCase("state:drifting", "acme-02")]
    [TestCase("state:drifted state:silent", "acme-02 nova-02")]
    [TestCase("group:web", "acme-02")]
    [TestCase("customer:acme state:converged", "acme-01")]
    [TestCase("host:nova-*", "nova-01 nova-02")]
    [TestCase("host:nova_*", "nova_3")]
    [TestCase("nova", "nova-01 nova-02 nova_3")]
    [TestCase("commit:aaaaaaa", "acme-01 acme-02 nova-01 nova-02 nova_3")]
    [TestCase("connected:yes", "")]
    [TestCase("customer:%", "")]
    [TestCase("x' OR '1'='1", "")]
    public async Task ListHosts_Filter_GivesThoseThatMatch(string filter, string names)
    {
        var (fleet, caller) = coordinator.Fleet();
        var response = await fleet.ListHostsAsync(new ListHostsRequest { Filter = filter }, caller);
        Assert.That(string.Join(' ', response.Hosts.Select(h => h.Name)), Is.EqualTo(names));
        Assert.That(response.Total, Is.EqualTo(response.Hosts.Count));
    }

    [TestCase("stat:x", "'stat' is no key of this filter. Did you mean 'state'?")]
    [TestCase("state:", "'state:' lacks its value")]
    [TestCase("connected:maybe", "connected: is yes or no")]
    public void ListHosts_BadFilter_SaysWhat(string filter, string words)
    {
        var (fleet, caller) = coordinator.Fleet();
        var refused = Assert.ThrowsAsync<RpcException>(async () => await fleet.ListHostsAsync(new ListHostsRequest { Filter = filter }, caller));
        Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(refused?.Status.Detail, Does.Contain(words));
    }

    [Test]
    public async Task ListHosts_Pages_GiveEachHostOnce()
    {
        var (fleet, caller) = coordinator.Fleet();
        var (names, token) = (new List<string>(), "");
        do
        {
            var page = await fleet.ListHostsAsync(new ListHostsRequest { PageSize = 2, PageToken = token }, caller);
            names.AddRange(page.Hosts.Select(h => h.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.That(names, Is.EqualTo(new[] { "acme-01", "acme-02", "nova-01", "nova-02", "nova_3" }));
    }

    [Test]
    public async Task ListHosts_Mask_FillsOnlyTheFieldsNamed()
    {
        var (fleet, caller) = coordinator.Fleet();
        var page = await fleet.ListHostsAsync(new ListHostsRequest { Filter = "host:acme-02", ReadMask = FieldMask.FromString("name,state") }, caller);
        Assert.That(page.Hosts.Single(), Is.EqualTo(new Host { Name = "acme-02", State = "drifted" }));
    }

    [Test]
    public async Task Queries_ScopedCaller_SeesOwnCustomersOnly()
    {
        var (fleet, caller) = coordinator.Fleet("acme");
        Assert.That((await fleet.ListHostsAsync(new ListHostsRequest(), caller)).Hosts.Select(h => h.Name), Is.EqualTo(new[] { "acme-01", "acme-02" }));
        Assert.That((await fleet.ListDriftAsync(new ListDriftRequest(), caller)).Drift.Select(d => d.Host).Distinct(), Is.EqualTo(new[] { "acme-02" }));
        Assert.That((await fleet.GetFleetAsync(new GetFleetRequest(), caller)).Hosts, Is.EqualTo(2));
        Assert.That((await fleet.ListHoldsAsync(new ListHoldsRequest(), coordinator.Fleet("nova").As)).Holds, Is.Empty);
        var hidden = Assert.ThrowsAsync<RpcException>(async () => await fleet.GetHostAsync(new GetHostRequest { Host = "nova-01" }, caller));
        Assert.That(hidden?.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public void Queries_Nobody_AreRefused()
    {
        var (fleet, _) = coordinator.Fleet();
        Assert.That(async () => await fleet.ListHostsAsync(new ListHostsRequest()), Throws.TypeOf<RpcException>().With.Property("StatusCode").EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task GetFleet_SaysItInOneSentence()
    {
        var (fleet, caller) = coordinator.Fleet();
        var response = await fleet.GetFleetAsync(new GetFleetRequest(), caller);
        Assert.That(response.Sentence, Is.EqualTo("All 5 hosts run aaaaaaa; nova-02 has been silent for 26 min; acme-02 drifts"));
        Assert.That(response.DriftLastDay, Is.EqualTo(6));
        Assert.That(response.States.Select(s => $"{s.State} {s.Hosts}"), Is.EqualTo(new[] { "converged 3", "drifted 1", "silent 1" }));
    }

    [TestCase("", "", false, "6 on 2: ")]
    [TestCase("", "", true, "3 on 1: acme-02|3 on 1: nova-01")]
    [TestCase("", "nova", false, "3 on 1: ")]
    [TestCase("host:acme-02 kind:file", "", true, "3 on 1: acme-02")]
    [TestCase("kind:package", "", false, "")]
    [TestCase("host:nova-01", "acme", true, "")]
    public async Task Repeats_OfDrift_AreCountedForWhoMaySeeThem(string filter, string customer, bool byHost, string counted)
    {
        var caller = new Caller("tester", Role.Viewer, customer.Length == 0 ? [] : [customer]);
        var repeats = await Events.RepeatsAsync(filter, DateTimeOffset.UtcNow.AddDays(-1), byHost, 10, caller, default);
        Assert.That(string.Join('|', repeats.Select(r => $"{r.Times} on {r.Hosts}: {r.Host}").Order()), Is.EqualTo(counted));
        Assert.That(repeats.Select(r => r.Resource), Is.All.EqualTo("file//etc/motd"));
        Assert.That(await Events.RepeatsAsync(filter, DateTimeOffset.UtcNow.AddDays(1), byHost, 10, caller, default), Is.Empty);
    }

    [TestCase("", 6)]
    [TestCase("acme", 3)]
    [TestCase("other", 0)]
    public async Task DriftByDay_OfTwoDays_IsThatOfWhoMaySeeIt(string customer, int drifts)
    {
        var caller = new Caller("tester", Role.Viewer, customer.Length == 0 ? [] : [customer]);
        var days = await Events.DriftByDayAsync(DateTimeOffset.UtcNow.AddDays(-1), caller, default);
        Assert.That(days.Values.Sum(), Is.EqualTo(drifts));
        Assert.That(days.Keys, Is.All.InRange(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1), DateOnly.FromDateTime(DateTime.UtcNow)));
    }

    [Test]
    public async Task ListDrift_Pages_NewestFirst()
    {
        var (fleet, caller) = coordinator.Fleet();
        var first = await fleet.ListDriftAsync(new ListDriftRequest { Filter = "host:nova-01 kind:file", PageSize = 2 }, caller);
        var second = await fleet.ListDriftAsync(new ListDriftRequest { Filter = "host:nova-01 kind:file", PageSize = 2, PageToken = first.NextPageToken }, caller);
        Assert.That(first.Drift.Concat(second.Drift).Select(d => d.Event.Sequence), Is.EqualTo(new ulong[] { 3, 2, 1 }));
        Assert.That(first.Drift[0].Event.Differences.Single().After, Is.EqualTo("b"));
        Assert.That((await fleet.ListDriftAsync(new ListDriftRequest { Filter = "kind:package" }, caller)).Drift, Is.Empty);
    }

    [Test]
    public async Task ListHolds_ResourceThatWaits_IsListed()
    {
        var (fleet, caller) = coordinator.Fleet();
        var hold = (await fleet.ListHoldsAsync(new ListHoldsRequest { Filter = "customer:acme" }, caller)).Holds.Single();
        Assert.That(hold, Has.Property("Host").EqualTo("acme-01").And.Property("Reason").EqualTo("waits for sat 22:00"));
    }

    [Test]
    public async Task ListHolds_HostThatWaitsForItsRing_NamesTheRing()
    {
        var waiting = TestStream.Summary("converged");
        (waiting.WaitingCommit, waiting.WaitingReason) = (new string('b', 40), "ring early soaks");
        await coordinator.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync("UPDATE hosts SET ring = 'rest', reported_state = 'paused' WHERE name = 'nova_3'", transaction: t);
            await c.ExecuteAsync("INSERT INTO host_reports (host, summary) VALUES ('nova_3', @summary)", new { summary = waiting.ToByteArray() }, t);
        });
        var (fleet, caller) = coordinator.Fleet();
        var hold = (await fleet.ListHoldsAsync(new ListHoldsRequest { Filter = "host:nova_3" }, caller)).Holds.Single();

        Assert.That((hold.Ring, hold.Resource), Is.EqualTo(("rest", "")));
        Assert.That(hold.Reason, Is.EqualTo("bbbbbbb: ring early soaks"));
    }

    [Test]
    public async Task Watch_Drift_ArrivesWithinASecond()
    {
        var (fleet, caller) = coordinator.Fleet();
        using var call = fleet.Watch(new WatchRequest { Filter = "kind:drift host:acme-01" }, caller);
        Assert.That(await call.ResponseStream.MoveNext(default), Is.True);
        Assert.That(call.ResponseStream.Current.AliveAt, Is.Not.Null);
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(TestStream.Events(1, 1, "commit"));
        await stream.SendAsync(TestStream.Events(2, 1));
        using var within = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (await call.ResponseStream.MoveNext(within.Token))
        {
            if (call.ResponseStream.Current.Event is { } told)
            {
                Assert.That(told.Event.Sequence, Is.EqualTo(2ul));
                return;
            }
        }
    }
}
