using System.Net;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Notifications;
using Mint.Coordinator.Observability;
using Mint.Platform.Git.Sync;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Notifications;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConditionsTests : IAsyncDisposable
{
    private readonly WatchedStore store = new();
    private readonly RepoStandIn repo = new();
    private readonly DateTimeOffset watchingSince;

    public ConditionsTests() => watchingSince = store.Now;

    [SetUp]
    public Task Open() => store.OpenAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Test]
    public async Task Hosts_AllWell_NothingIsFound()
    {
        await store.HostAsync("a");
        await store.HostAsync("b", "drifted", TimeSpan.FromDays(1));

        Assert.That(await FindAsync(), Is.Empty);
    }

    [Test]
    public async Task Hosts_Silent_IsFoundAtOnce()
    {
        await store.HostAsync("a", "silent", TimeSpan.FromSeconds(1));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "host-silent a" }));
    }

    [Test]
    public async Task Hosts_Failed_IsFoundAfterFiveMinutes()
    {
        await store.HostAsync("a", "failed", TimeSpan.FromSeconds(299));
        Assert.That(await FindAsync(), Is.Empty);

        store.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "host-failed a" }));
    }

    [Test]
    public async Task Hosts_FailedAndThenSilent_StillHasFailed()
    {
        await store.HostAsync("a", "silent");
        await ConcernAsync("a", "file//etc/x", "failed", TimeSpan.FromMinutes(5));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "host-silent a", "host-failed a" }));
    }

    [Test]
    public async Task Hosts_Absent_IsFoundAfterAnHour()
    {
        await store.HostAsync("a", "absent", TimeSpan.FromMinutes(59));
        await store.HostAsync("b", "absent", TimeSpan.FromMinutes(60));
        await store.HostAsync("c", "absent", TimeSpan.FromMinutes(60));
        await store.WriteAsync("UPDATE hosts SET enrolled_at = NULL, certificate_expires_at = NULL, expected = (name <> 'c')");

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "host-absent b" }));
    }

    [Test]
    public async Task Hosts_AbsentSinceNobodyKnowsWhen_CountsFromWhenWeWatch()
    {
        await store.HostAsync("a", "absent");
        await store.WriteAsync("UPDATE hosts SET enrolled_at = NULL, certificate_expires_at = NULL, state_since = 0");
        Assert.That(await FindAsync(), Is.Empty);

        store.Time.Advance(TimeSpan.FromHours(1));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "host-absent a" }));
    }

    [Test]
    public async Task Hosts_CertificateEndsWithinADay_IsFound()
    {
        await store.HostAsync("a");
        store.Time.Advance(TimeSpan.FromDays(6) - TimeSpan.FromSeconds(1));
        Assert.That(await FindAsync(), Is.Empty);

        store.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await FindAsync(), Is.EqualTo(new[] { "certificate a" }));
        await store.WriteAsync("UPDATE hosts SET revoked_at = 1");

        Assert.That(await FindAsync(), Is.Empty);
    }

    [Test]
    public async Task Drift_NotRepairedWithinTwoMinutes_IsFound()
    {
        await store.HostAsync("a", "drifted");
        await ConcernAsync("a", "file//etc/motd", "drifted", TimeSpan.FromSeconds(119));
        await ConcernAsync("a", "package/nginx", "held", TimeSpan.FromDays(1));
        Assert.That(await FindAsync(), Is.Empty);

        store.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "drift file//etc/motd on a" }));
    }

    [Test]
    public async Task Security_SameOnOneHost_IsOneAndOverAfterAQuietHour()
    {
        await EventAsync("a", "wrong-token");
        await EventAsync("a", "wrong-token");
        await EventAsync("", "no-token");

        Assert.That(await FindAsync(), Is.EquivalentTo(new[] { "security wrong-token on a", "security no-token" }));
        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(await FindAsync(), Is.Empty);
    }

    [Test]
    public async Task Security_HappenedWhileNobodyRan_IsFoundLater()
    {
        await EventAsync("a", "wrong-token");
        await EventAsync("b", "wrong-token");
        await store.WriteAsync($"INSERT INTO facts (name, value) VALUES ('{SecurityConditions.Noticed}', '1')");
        store.Time.Advance(TimeSpan.FromDays(2));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "security wrong-token on b" }));
    }

    [Test]
    public async Task Security_HostTellsThousands_DoesNotBuryOurs()
    {
        await EventAsync("a", "wrong-token");
        await store.WriteAsync(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
            INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body)
            SELECT 'evil', 'l', i, @at, @at, 'security', '', 'action ' || i, 'x', @body FROM n
            """,
            new { at = store.Now.UtcTicks, body = Array.Empty<byte>() });

        Assert.That(await FindAsync(), Is.EquivalentTo(new[] { "security wrong-token on a", "security told by the agent on evil" }));
    }

    [Test]
    public async Task Repo_GitAwayForTenMinutes_IsFound()
    {
        repo.State = new RepoState(null, store.Now, "no route to host");
        store.Time.Advance(TimeSpan.FromSeconds(599));
        Assert.That(await FindAsync(), Is.Empty);

        store.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "git-unreachable git" }));
        repo.State = new RepoState(null, store.Now, null);
        Assert.That(await FindAsync(), Is.Empty);
    }

    [Test]
    public async Task Repo_HeadRefused_IsFoundAndTheOlderOneIsNot()
    {
        repo.Commits.Add(RepoStandIn.Commit('b', store.Now, refused: "not signed"));
        repo.Commits.Add(RepoStandIn.Commit('a', store.Now, refused: "not signed"));

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "commit-refused bbbbbbb" }));
    }

    [Test]
    public async Task Repo_RolloutHalted_IsFound()
    {
        repo.Rollout = new GetRolloutResponse { State = "halted", Reason = "2 of 5 hosts of ring canary fail" };

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "rollout-halted rollout" }));
    }

    private async Task<IEnumerable<string>> FindAsync()
    {
        var options = new CoordinatorOptions
        {
            Url = new Uri("https://localhost:7443"),
            Agents = new IPEndPoint(IPAddress.Loopback, 7443),
            Api = new IPEndPoint(IPAddress.Loopback, 7444),
            Remote = new GitRemoteOptions { Url = "file:///nowhere" },
            StateDirectory = store.Directory,
        };
        IConditionSource[] sources =
        [
            new HostConditions(store.Database, options),
            new DriftConditions(store.Database),
            new SecurityConditions(store.Database),
            new RepoConditions(new RepoStandingReader([repo], [repo])),
        ];
        var found = new List<string>();
        foreach (var source in sources)
        {
            found.AddRange((await source.FindAsync(store.Now, watchingSince, default)).Select(c => $"{c.Kind.Name} {c.Subject}"));
        }

        return found;
    }

    private Task ConcernAsync(string host, string resource, string condition, TimeSpan since) => store.WriteAsync(
        "INSERT INTO concerns (host, resource, condition, message, origin, failure_kind, since) VALUES (@host, @resource, @condition, 'why', 'hosts/a.yaml:1:1', '', @since)",
        new { host, resource, condition, since = (store.Now - since).UtcTicks });

    private Task EventAsync(string host, string action) => store.WriteAsync(
        """
        INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body)
        VALUES (@host, '', 0, @at, @at, 'security', '', @action, 'x', @body)
        """,
        new { host, action, at = store.Now.UtcTicks, body = Array.Empty<byte>() });
}
