using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>What each command prints, on a wide and on a narrow terminal, and as JSON.</summary>
internal sealed class FleetPagesTests : FleetCommandFixture
{
    private static readonly TestCaseData[] Commands =
    [
        Of("fleet", "fleet"),
        Of("hosts", "hosts"),
        Of("host-show", "host", "show", "web-03"),
        Of("drift", "drift", "--since", "2026-11-20"),
        Of("commits", "commits"),
        Of("commit", "commits", "4f2a1c0"),
        Of("events", "events"),
        Of("holds", "holds"),
        Of("rollout-status", "rollout", "status"),
        Of("rollout-hold", "rollout", "hold", "--reason", "the canary's disk fills"),
        Of("rollout-promote", "rollout", "promote", "all", "--reason", "it was an old log"),
        Of("turn-list", "turn", "list"),
        Of("turn-end", "turn", "end", "acme-01", "--reason", "its disk is dead"),
        Of("mesh", "mesh"),
        Of("host-add", "host", "add", "web-09", "--expires", "24h"),
        Of("host-revoke", "host", "revoke", "web-03", "--reason", "replaced", "--yes"),
        Of("wake", "wake", "group:web"),
        Of("token-create", "token", "create", "acme-ci", "--role", "operator", "--customer", "acme", "--customer", "nova"),
        Of("token-list", "token", "list"),
        Of("token-revoke", "token", "revoke", "acme-ci"),
    ];

    [TestCaseSource(nameof(Commands))]
    public async Task Command_OnAWideTerminal_ReadsAsApproved(string name, string[] args) =>
        Approval.Verify((await Wide(args)).Transcript, $"{name}");

    [TestCaseSource(nameof(Commands))]
    public async Task Command_OnANarrowTerminal_ReadsAsApproved(string name, string[] args) =>
        Approval.Verify((await Narrow(args)).Transcript, $"{name}-narrow");

    [TestCaseSource(nameof(Commands))]
    public async Task Command_AsJson_HasStableNames(string name, string[] args) => Approval.Verify((await Run([.. args, "--json"])).Output, $"{name}-json");

    [Test]
    public async Task Fleet_OfACalmFleet_ExitsWithZero()
    {
        Coordinator.Answer<GetFleetRequest>(_ => CannedFleet.Calm());

        Approval.Verify((await Wide("fleet")).Transcript, "fleet-calm");
    }

    [Test]
    public async Task Fleet_HeadThatTheCallerMayNotRead_IsNamedByItsId()
    {
        var fleet = CannedFleet.Calm();
        fleet.Head = new Commit { Id = fleet.Head.Id };
        Coordinator.Answer<GetFleetRequest>(_ => fleet);

        Assert.That((await Wide("fleet")).Output, Does.Match($@"(?m)^commit +{fleet.Head.Id[..7]}$"));
    }

    [Test]
    public async Task Fleet_GitOutOfReach_NeedsAPerson()
    {
        var fleet = CannedFleet.Calm();
        fleet.SyncError = "connection refused";
        Coordinator.Answer<GetFleetRequest>(_ => fleet);

        var run = await Wide("fleet");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("can't be followed: connection refused (last reached: 12 s ago)"));
    }

    [TestCase("failed", 2)]
    [TestCase("silent", 2)]
    [TestCase("absent", 2)]
    [TestCase("behind", 2)]
    [TestCase("unknown", 2)]
    [TestCase("revoked", 0)]
    [TestCase("held", 0)]
    [TestCase("paused", 0)]
    [TestCase("drifted", 0)]
    [TestCase("pending", 0)]
    public async Task Fleet_OneHostInAState_ExitsAsDocumented(string state, int exitCode)
    {
        var fleet = CannedFleet.Calm();
        fleet.States.Add(new StateCount { State = state, Hosts = 1 });
        Coordinator.Answer<GetFleetRequest>(_ => fleet);

        Assert.That((await Run("fleet")).ExitCode, Is.EqualTo(exitCode));
    }

    [Test]
    public async Task Rollout_WithoutRings_Teaches()
    {
        Coordinator.Answer<GetRolloutRequest>(_ => new GetRolloutResponse { State = "none" });

        Assert.That((await Run("rollout", "status")).Output, Does.StartWith("There are no rings"));
    }

    [TestCase("hosts", "\e[31m✖ failed")]
    [TestCase("hosts", "\e[35m⏸ held")]
    [TestCase("hosts", "\e[32m● converged")]
    [TestCase("hosts", "\e[2m○ silent")]
    public async Task State_WithColor_HasItsMarkAndTone(string command, string painted) =>
        Assert.That((await Wide(command, "--color", "always")).Output, Does.Contain(painted));

    [Test]
    public async Task Times_ThatNoCalendarHas_AreLeftOut()
    {
        var host = CannedFleet.Host("web-01", "converged", "", connected: false);
        host.LastSeenAt = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = long.MaxValue };
        Coordinator.Answer<ListHostsRequest>(_ => new ListHostsResponse { Hosts = { host } });
        var progress = CannedFleet.Progress();
        progress.ConvergedIn = new Google.Protobuf.WellKnownTypes.Duration { Seconds = long.MaxValue };
        Coordinator.Answer<ListCommitsRequest>(_ => new ListCommitsResponse { Commits = { progress } });

        Assert.That((await Wide("hosts")).Output, Does.Contain("never"));
        Assert.That((await Wide("commits")).ExitCode, Is.Zero);
    }

    private static TestCaseData Of(string name, params string[] args) => new TestCaseData(name, args).SetArgDisplayNames(name);
}
