using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>What the coordinator is asked, and how lists are followed over their pages.</summary>
internal sealed class FleetRequestTests : FleetCommandFixture
{
    [Test]
    public async Task Hosts_MoreThanAPage_AreFollowedToTheLimit()
    {
        Coordinator.Answer<ListHostsRequest>(r => Page(r, 2500));

        var run = await Run("hosts", "--limit", "2100", "group:web", "state:failed");

        Assert.That(run.Output.Split('\n').Count(l => l.Contains("host-")), Is.EqualTo(2100));
        Assert.That(run.Output, Does.Contain("… 2100 of 2500 shown: --limit 2500"));
        Assert.That(Coordinator.Requests.Cast<ListHostsRequest>().Select(r => r.PageToken), Is.EqualTo(new[] { "", "1000", "2000" }));
        Assert.That(Coordinator.Requests.Cast<ListHostsRequest>().Select(r => r.Filter), Is.All.EqualTo("group:web state:failed"));
    }

    [Test]
    public async Task Hosts_AllOnThePages_SayNothingOfMore()
    {
        Coordinator.Answer<ListHostsRequest>(r => Page(r, 1500));

        var run = await Run("hosts", "--limit", "5000");

        Assert.That(run.Output.Split('\n').Count(l => l.Contains("host-")), Is.EqualTo(1500));
        Assert.That(run.Output, Does.Not.Contain("shown"));
    }

    [Test]
    public async Task Hosts_EmptyPageThatPromisesMore_Ends()
    {
        Coordinator.Answer<ListHostsRequest>(_ => new ListHostsResponse { NextPageToken = "again" });

        Assert.That((await Run("hosts")).Output, Is.EqualTo("No host matches.\n"));
        Assert.That(Coordinator.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Events_SinceAndUntil_AreReadInTheLocalZone()
    {
        await Run("events", "--since", "today 14:00", "--until", "today 14:05", "--limit", "7", "kind:security");

        Assert.That(Coordinator.Requests, Is.EqualTo(new[]
        {
            new ListEventsOfFleetRequest
            {
                Filter = "kind:security",
                Since = At(14, 0),
                Until = At(14, 5),
                PageSize = 7,
            },
        }));
    }

    [Test]
    public async Task HostAdd_Expires_IsSent()
    {
        await Run("host", "add", "web-09", "--expires", "1h");

        Assert.That(Coordinator.Requests, Is.EqualTo(new[] { new AddHostRequest { Host = "web-09", ExpiresIn = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } }));
    }

    [Test]
    public async Task TokenCreate_EveryOption_IsSent()
    {
        await Run("token", "create", "ci", "--role", "viewer", "--customer", "acme", "--customer", "nova", "--expires", "90d");

        var expected = new CreateApiTokenRequest { Name = "ci", Role = "viewer", Customers = { "acme", "nova" }, ExpiresIn = Duration.FromTimeSpan(TimeSpan.FromDays(90)) };
        Assert.That(Coordinator.Requests, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public async Task Promote_WithARing_IsSent()
    {
        await Run("rollout", "promote", "all", "--reason", " it was an old log ");

        Assert.That(Coordinator.Requests, Is.EqualTo(new[] { new PromoteRolloutRequest { Ring = "all", Reason = "it was an old log" } }));
    }

    [Test]
    public async Task TurnEnd_IsSent()
    {
        await Run("turn", "end", "web-01", "--reason", " its disk is dead ");

        Assert.That(Coordinator.Requests, Is.EqualTo(new[] { new EndTurnRequest { Host = "web-01", Reason = "its disk is dead" } }));
    }

    [TestCase("y", 0)]
    [TestCase("n", 1)]
    [TestCase("", 1)]
    public async Task HostRevoke_OnATerminal_AsksFirst(string answer, int exitCode)
    {
        var run = await Answering(answer, "host", "revoke", "web-03", "--reason", "replaced");

        Assert.That(run.ExitCode, Is.EqualTo(exitCode));
        Assert.That(run.Output, Does.StartWith("Revoke web-03? Its link ends at once. [y/N] "));
        Assert.That(Coordinator.Requests.OfType<RevokeHostRequest>().Count(), Is.EqualTo(exitCode == 0 ? 1 : 0));
    }

    [Test]
    public async Task HostRevoke_NobodyToAsk_NeedsYes()
    {
        var run = await Run("host", "revoke", "web-03", "--reason", "replaced");

        Assert.That(run.Transcript, Does.Contain("--yes").And.EndsWith("exit 64\n"));
        Assert.That(Coordinator.Requests, Is.Empty);
    }

    [TestCase("host", "revoke", "web-03")]
    [TestCase("host", "revoke", "web-03", "--yes", "--reason", " ")]
    [TestCase("host", "add", "web-03", "--expires", "soon")]
    [TestCase("host")]
    [TestCase("wake")]
    [TestCase("rollout", "hold")]
    [TestCase("turn", "end", "web-01")]
    [TestCase("token", "create", "ci")]
    [TestCase("token", "create", "ci", "--role", "root")]
    [TestCase("hosts", "--limit", "0")]
    [TestCase("drift", "--since", "whenever")]
    [TestCase("events", "--until", "now", "--watch")]
    public async Task WrongCommandLine_ExitsAsUsage(params string[] args)
    {
        Assert.That((await Run(args)).ExitCode, Is.EqualTo(64));
        Assert.That(Coordinator.Requests, Is.Empty);
    }

    [Test]
    public async Task WrongCommandLine_BelowACommand_NamesTheWholeCommand() =>
        Assert.That((await Run("host", "revoke", "web-03")).Error, Does.Contain("See: mint host revoke --help"));

    private static Timestamp At(int hour, int minute) => new DateTimeOffset(2026, 11, 24, hour, minute, 0, TimeSpan.FromHours(1)).ToTimestamp();

    private static ListHostsResponse Page(ListHostsRequest request, int total)
    {
        var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var count = Math.Min((int)request.PageSize, total - from);
        return new ListHostsResponse
        {
            Hosts = { Enumerable.Range(from, count).Select(i => CannedFleet.Host($"host-{i:00000}", "converged", "")) },
            NextPageToken = from + count < total ? $"{from + count}" : "",
            Total = (uint)total,
        };
    }
}
