using System.Diagnostics;
using Mint.Platform.Git.Sync;
using Mint.Protocol.V1;
using Mint.UnitTests.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Commits;

public sealed class RepoFollowerTests
{
    private TestSigner signer = null!;
    private FleetBench bench = null!;

    [OneTimeSetUp]
    public void MakeSigner() => signer = TestSigner.Ssh("anna");

    [OneTimeTearDown]
    public void DropSigner() => signer.Dispose();

    [SetUp]
    public async Task Start()
    {
        bench = await FleetBench.StartAsync(signer);
        bench.Repo.Write("groups/web.yaml", "silent_after: 10m\n");
        bench.Repo.Write("groups/base.yaml", "vars: { a: b }\n");
        bench.Repo.Write("files/motd", "hello\n");
        bench.Host("web-01", "base, web");
        bench.Host("web-02", "web", "files:\n  /etc/motd:\n    source: files/motd\n");
        bench.Host("db-01", "base");
    }

    [TearDown]
    public async Task Stop() => await bench.DisposeAsync();

    [Test]
    public async Task LookAsync_FirstHead_TouchesEveryHostAndWritesItsRow()
    {
        var id = await bench.PushAsync("First");
        var rows = await bench.ReadAsync<(string Name, bool Expected, string Customer, string Groups, string Ring, long? SilentAfter)>(
            "SELECT name, expected, customer, groups, ring, silent_after FROM hosts ORDER BY name");

        Assert.That(rows, Is.EqualTo(new (string, bool, string, string, string, long?)[]
        {
            ("db-01", true, "acme", " base ", "", null),
            ("web-01", true, "acme", " base web ", "", TimeSpan.FromMinutes(10).Ticks),
            ("web-02", true, "acme", " web ", "", TimeSpan.FromMinutes(10).Ticks),
        }));
        Assert.That(await bench.TouchedAsync(id), Is.EqualTo(new[] { "db-01", "web-01", "web-02" }));
        Assert.That(bench.SentOf("hosts"), Is.EquivalentTo(new[] { "db-01", "web-01", "web-02" }));
        Assert.That(bench.SentOf("wake"), Is.EqualTo(new[] { "db-01", "web-01", "web-02" }));
        Assert.That(await bench.ReadAsync<string>("SELECT signed_by FROM commits"), Is.EqualTo(new[] { "anna (ssh)" }));
        Assert.That(await bench.Status.GetAsync(default), Is.EqualTo(new Mint.Coordinator.Commits.RepoFacts(id, bench.Time.GetUtcNow(), "")));
    }

    [TestCase("groups/web.yaml", "silent_after: 20m\n", "web-01 web-02")]
    [TestCase("groups/base.yaml", "vars: { a: c }\n", "db-01 web-01")]
    [TestCase("files/motd", "changed\n", "web-02")]
    [TestCase("files/unused", "new\n", "")]
    [TestCase("hosts/db-01.yaml", "groups: [web]\n", "db-01")]
    [TestCase("hosts/new-01.yaml", "groups: []\n", "new-01")]
    [TestCase("groups/unused.yaml", "vars: {}\n", "")]
    public async Task LookAsync_OneFileChanged_TouchesExactlyItsHosts(string path, string content, string hosts)
    {
        await bench.PushAsync("First");
        bench.Sent.Clear();
        bench.Repo.Write(path, content);
        var id = await bench.PushAsync("Second");

        Assert.That(string.Join(' ', await bench.TouchedAsync(id)), Is.EqualTo(hosts));
        Assert.That(string.Join(' ', bench.SentOf("wake")), Is.EqualTo(hosts));
    }

    [Test]
    public async Task LookAsync_FleetFileChanged_TouchesAll()
    {
        await bench.PushAsync("First");
        bench.Fleet("limits: { delete: 3 }\n");

        Assert.That(await bench.TouchedAsync(await bench.PushAsync("Second")), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task LookAsync_TargetOfALinkChanged_TouchesWhoReadsTheLink()
    {
        bench.Repo.Write("shared/motd", "one\n");
        File.Delete(Path.Join(bench.Repo.Path, "files/motd"));
        File.CreateSymbolicLink(Path.Join(bench.Repo.Path, "files/motd"), "../shared/motd");
        await bench.PushAsync("First");
        bench.Repo.Write("shared/motd", "two\n");

        Assert.That(await bench.TouchedAsync(await bench.PushAsync("Second")), Is.EqualTo(new[] { "web-02" }));
    }

    [Test]
    public async Task LookAsync_HostTakenOut_IsNoLongerExpected()
    {
        var first = await bench.PushAsync("First");
        await bench.ReportAsync("web-01", first);
        File.Delete(Path.Join(bench.Repo.Path, "hosts/db-01.yaml"));
        var id = await bench.PushAsync("Second");

        Assert.That(await bench.TouchedAsync(id), Is.Empty);
        Assert.That(await bench.ReadAsync<string>("SELECT name FROM hosts WHERE NOT expected"), Is.EqualTo(new[] { "db-01" }));
        Assert.That((await bench.Progress.GetAsync(id, FleetBench.Anna, default)).Progress.ConvergedIn.ToTimeSpan(), Is.EqualTo(TimeSpan.Zero));
        var listed = (await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "" }, FleetBench.Anna, default)).Commits[1];
        Assert.That(listed.Hosts.Select(s => (s.State, s.Hosts)), Is.EqualTo(new[] { ("applied", 1u), ("silent", 1u) }));
    }

    [Test]
    public async Task LookAsync_HostThatDoesNotLoad_IsToldAndHindersNobody()
    {
        await bench.PushAsync("First");
        bench.Host("db-01", "bsae");
        bench.Host("web-01", "base, web", "vars: { x: y }\n");
        var id = await bench.PushAsync("Second");

        var answer = await bench.Progress.GetAsync(id, FleetBench.Anna, default);
        await bench.StateAsync("db-01", "converged");
        answer = await bench.Progress.GetAsync(id, FleetBench.Anna, default);
        Assert.That(answer.Hosts.Select(h => h.Host), Is.EqualTo(new[] { "db-01", "web-01" }));
        Assert.That(answer.Hosts[0].State, Is.EqualTo("failed"));
        Assert.That(answer.Hosts[0].Reason, Does.Contain("hosts/db-01.yaml:2").And.Contain("bsae"));
        Assert.That(await bench.ReadAsync<string>("SELECT summary FROM events WHERE action = 'broken'"), Has.One.Contains("db-01"));
        Assert.That(await bench.ReadAsync<string>("SELECT groups FROM hosts WHERE name = 'db-01' AND expected"), Is.EqualTo(new[] { " base " }));

        bench.Repo.Write("groups/bsae.yaml", "vars: {}\n");
        Assert.That(await bench.TouchedAsync(await bench.PushAsync("The group that was missing")), Is.EqualTo(new[] { "db-01" }));
    }

    [Test]
    public async Task LookAsync_UnsignedHead_IsRefusedAndToldOnce_UntilASignedOneFollows()
    {
        var first = await bench.PushAsync("First");
        bench.Host("db-01");
        var bad = bench.Repo.Commit("Unsigned");
        Assert.That(await bench.Follower.LookAsync(default), Is.TypeOf<SyncResult.Refused>());
        Assert.That(await bench.Follower.LookAsync(default), Is.TypeOf<SyncResult.Refused>());
        bench.TakeOver();
        Assert.That(await bench.Follower.LookAsync(default), Is.TypeOf<SyncResult.Refused>());

        Assert.That((await bench.Progress.GetAsync(bad, FleetBench.Anna, default)).Progress.RefusedReason, Does.Contain("not signed").Or.Contain("signature"));
        Assert.That(await bench.ReadAsync<string>("SELECT action FROM events WHERE kind = 'security'"), Is.EqualTo(new[] { "refused-commit" }));
        Assert.That((await bench.Status.GetAsync(default)).Head, Is.EqualTo(first));

        await bench.PushAsync("Signed on top");
        Assert.That((await bench.Progress.GetAsync(bad, FleetBench.Anna, default)).Progress.RefusedReason, Is.Empty);
        Assert.That(await bench.TouchedAsync(bad), Is.EqualTo(new[] { "db-01" }));
    }

    [Test]
    public async Task LookAsync_BranchMovedBack_IsRefusedAndTheGoodOneStays()
    {
        var first = await bench.PushAsync("First");
        bench.Host("db-01");
        var second = await bench.PushAsync("Second");
        bench.Repo.Git("reset", "-q", "--hard", first);
        Assert.That(await bench.Follower.LookAsync(default), Is.TypeOf<SyncResult.Refused>());
        bench.Host("db-01", "web");
        bench.Repo.Commit("Another second", signer);
        Assert.That(await bench.Follower.LookAsync(default), Is.TypeOf<SyncResult.Refused>());

        Assert.That((await bench.Status.GetAsync(default)).Head, Is.EqualTo(second));
        Assert.That(await bench.ReadAsync<string>("SELECT refused_reason FROM commits WHERE refused_reason <> ''"), Has.One.Contains("does not descend"));
    }

    [Test]
    public async Task LookAsync_GitAway_IsRememberedWithTheLastGoodTime()
    {
        var id = await bench.PushAsync("First");
        var at = bench.Time.GetUtcNow();
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        Directory.Move(bench.Repo.Path, bench.Repo.Path + ".away");
        Assert.That(await bench.Follower.LookAsync(default), Is.TypeOf<SyncResult.Failed>());
        var away = await bench.Status.GetAsync(default);
        Directory.Move(bench.Repo.Path + ".away", bench.Repo.Path);
        await bench.Follower.LookAsync(default);
        var back = await bench.Status.GetAsync(default);

        Assert.That((away.Head, away.SyncedAt), Is.EqualTo((id, (DateTimeOffset?)at)));
        Assert.That(away.Error, Is.Not.Empty);
        Assert.That((back.SyncedAt, back.Error), Is.EqualTo(((DateTimeOffset?)bench.Time.GetUtcNow(), "")));
    }

    [Test]
    public async Task LookAsync_SeveralCommitsInOnePush_EachTouchesItsOwn()
    {
        await bench.PushAsync("First");
        bench.Host("db-01");
        var second = bench.Repo.Commit("Second", signer);
        bench.Repo.Write("groups/web.yaml", "silent_after: 20m\n");
        var third = await bench.PushAsync("Third");

        Assert.That(await bench.TouchedAsync(second), Is.EqualTo(new[] { "db-01" }));
        Assert.That(await bench.TouchedAsync(third), Is.EqualTo(new[] { "web-01", "web-02" }));
        Assert.That((await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "" }, FleetBench.Anna, default)).Commits.Select(c => c.Commit.Subject), Is.EqualTo(new[] { "Third", "Second", "First" }));
    }

    [Test]
    public async Task LookAsync_OnAnotherCoordinator_GoesOnWhereTheFirstOneStood()
    {
        await bench.PushAsync("First");
        bench.TakeOver();
        bench.Host("db-01");
        var second = await bench.PushAsync("Second");

        Assert.That(await bench.TouchedAsync(second), Is.EqualTo(new[] { "db-01" }));
        Assert.That(await bench.ReadAsync<long>("SELECT count(*) FROM commits"), Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public async Task LookAsync_OnOneThatWasOvertaken_StoresNothingAndLearns()
    {
        await bench.PushAsync("First");
        using var slow = bench.NewFollower("slow");
        await slow.LookAsync(default);
        bench.Host("db-01");
        var second = await bench.PushAsync("Second");
        var events = await bench.ReadAsync<long>("SELECT count(*) FROM events");

        await slow.LookAsync(default);
        Assert.That(await bench.ReadAsync<long>("SELECT count(*) FROM events"), Is.EqualTo(events));
        Assert.That(await slow.LookAsync(default), Is.TypeOf<SyncResult.Unchanged>());
        Assert.That(await bench.TouchedAsync(second), Is.EqualTo(new[] { "db-01" }));
    }

    [Test]
    [Explicit("Measures; run by hand.")]
    public async Task LookAsync_TwoThousandHosts_TakesSeconds()
    {
        for (var n = 0; n < 2000; n++)
        {
            var files = string.Concat(Enumerable.Range(0, 20).Select(i => $"  /etc/mint/{i}.conf:\n    content: \"host {n} file {i}\\n\"\n"));
            bench.Host($"node-{n:0000}", n % 10 == 0 ? "base, web" : "base", $"packages:\n  nginx: {{}}\n  curl: {{}}\nfiles:\n{files}");
        }

        var watch = Stopwatch.StartNew();
        await bench.PushAsync("All");
        TestContext.Out.WriteLine($"first look, every host loaded and compiled: {watch.ElapsedMilliseconds} ms");
        bench.Host("node-0001", "base");
        bench.Repo.Commit("One", signer);
        watch.Restart();
        await bench.Follower.LookAsync(default);
        TestContext.Out.WriteLine($"one host changed: {watch.ElapsedMilliseconds} ms");
        bench.Repo.Write("groups/web.yaml", "silent_after: 20m\n");
        bench.Repo.Commit("Group", signer);
        watch.Restart();
        await bench.Follower.LookAsync(default);
        TestContext.Out.WriteLine($"a group of 200 changed: {watch.ElapsedMilliseconds} ms");
        bench.Repo.Write("groups/base.yaml", "vrs: { a: c }\n");
        bench.Repo.Commit("All broken", signer);
        watch.Restart();
        await bench.Follower.LookAsync(default);
        TestContext.Out.WriteLine($"a group of all hosts broken: {watch.ElapsedMilliseconds} ms");
        Assert.That(await bench.ReadAsync<long>("SELECT count(*) FROM hosts WHERE expected"), Is.EqualTo(new[] { 2003L }));
    }
}
