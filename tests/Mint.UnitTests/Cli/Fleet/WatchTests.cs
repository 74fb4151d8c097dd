using System.Text.Json;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary><c>--watch</c>: into a pipe, on a terminal, over a lost link.</summary>
internal sealed class WatchTests : FleetCommandFixture
{
    private readonly List<HostEvent> drift = [.. CannedFleet.Drift()];
    private readonly List<Host> hosts = [.. CannedFleet.Hosts()];

    [SetUp]
    public void Fill()
    {
        drift.Clear();
        drift.AddRange(CannedFleet.Drift());
        hosts.Clear();
        hosts.AddRange(CannedFleet.Hosts());
        Coordinator.Answer<ListDriftRequest>(_ => new ListDriftResponse { Drift = { drift } });
        Coordinator.Answer<ListHostsRequest>(_ => new ListHostsResponse { Hosts = { hosts }, Total = (uint)hosts.Count });
    }

    [Test]
    public async Task Drift_OnAPipe_TellsWhatComesAndOnlyThat()
    {
        await using var watching = Watch("drift", "group:web", "--watch");
        await Linked(watching);

        Drift(43, "web-02");

        await watching.Prints("web-02   file /etc/nginx/nginx.conf   content (+1 −1)   groups/web.yaml:12   repaired 0.6 s   likely bob");
        Assert.That(watching.Output, Does.Not.Contain("web-01").And.Contain("-   ".Trim()).And.Contain("+ worker_connections 64;"));
        Assert.That(await watching.InterruptAsync(), Is.EqualTo(130));
        Assert.That(watching.Error, Is.Empty);
    }

    [Test]
    public async Task Drift_Since_TellsFirstWhatWasInTheOrderOfTime()
    {
        await using var watching = Watch("drift", "--since", "2026-11-20", "--watch", "--json");
        await watching.Until(() => watching.Output.Count(c => c == '\n') == 2);
        await Linked(watching);
        Drift(43, "web-02");
        await watching.Until(() => watching.Output.Count(c => c == '\n') == 3);

        var ids = watching.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetInt32());
        Assert.That(ids, Is.EqualTo(new[] { 40, 42, 43 }));
    }

    [Test]
    public async Task Drift_LinkLost_SaysSoAndCatchesUp()
    {
        await using var watching = Watch("drift", "--watch");
        await Linked(watching);

        drift.Insert(0, CannedFleet.DriftEvent(43, "while-away"));
        Coordinator.CutLinks();

        await watching.Says("link lost just now, trying again: the coordinator ended it");
        await watching.Says("link is back after");
        await watching.Prints("while-away");
    }

    [Test]
    public async Task Drift_BurstLargerThanThePage_LosesNothing()
    {
        await using var watching = Watch("drift", "--limit", "2", "--watch", "--json");
        await Linked(watching);
        Coordinator.Answer<ListDriftRequest>(r => Page(r));

        for (var id = 43ul; id < 53; id++)
        {
            drift.Insert(0, CannedFleet.DriftEvent(id, "web-02"));
        }

        Coordinator.Tell(new WatchResponse { Event = drift[0] });

        await watching.Until(() => watching.Output.Count(c => c == '\n') == 10);
        var ids = watching.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetInt32());
        Assert.That(ids, Is.EqualTo(Enumerable.Range(43, 10)));
    }

    [Test]
    public async Task Hosts_OnAPipe_TellsChangesAndWhoLeft()
    {
        await using var watching = Watch("hosts", "--watch");
        await watching.Prints("✖ failed   web-03");
        await Linked(watching);

        hosts[2] = CannedFleet.Host("web-01", "drifted", "file /etc/motd");
        hosts.RemoveAt(4);
        Coordinator.Tell(new WatchResponse { Host = hosts[2] });

        await watching.Prints("▲ drifted   web-01   4f2a1c0   213 ok   connected   file /etc/motd");
        await watching.Prints("– web-03 is no longer in this list");
        Assert.That(watching.Output.Split('\n').Count(l => l.Contains("acme-01")), Is.EqualTo(1), "what did not change is not told again");
    }

    [Test]
    public async Task Hosts_AsJson_NamesWhoLeft()
    {
        await using var watching = Watch("hosts", "--watch", "--json");
        await Linked(watching);

        hosts.RemoveAt(4);
        Coordinator.Tell(new WatchResponse { Host = CannedFleet.Host("web-03", "converged", "") });

        await watching.Prints("{\"removed\":\"web-03\"}\n");
        Assert.That(watching.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l)), Has.Exactly(6).Items);
    }

    [TestCase("fleet")]
    [TestCase("commits")]
    [TestCase("commits", "4f2a1c0")]
    [TestCase("events", "--since", "yesterday")]
    [TestCase("holds")]
    [TestCase("rollout", "status")]
    public async Task EveryWatch_OnAPipe_TellsWhatThereIs(params string[] args)
    {
        await using var watching = Watch([.. args, "--watch"]);

        await Linked(watching);

        Assert.That(watching.Output, Does.Match(@"^\d\d:\d\d:\d\d  "));
        Assert.That(await watching.InterruptAsync(), Is.EqualTo(130));
    }

    [Test]
    public async Task Fleet_SentenceChanges_IsToldAgain()
    {
        await using var watching = Watch("fleet", "--watch");
        await Linked(watching);
        Coordinator.Answer<GetFleetRequest>(_ => CannedFleet.Calm());

        Coordinator.Tell(new WatchResponse { Commit = CannedFleet.Progress() });

        await watching.Prints("● all 2 hosts run 4f2a1c0");
    }

    [Test]
    public async Task QuestionFails_WhileTheLinkStands_IsAskedAgain()
    {
        await using var watching = Watch("fleet", "--watch");
        await Linked(watching);
        Coordinator.Answer<GetFleetRequest>(_ => throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Internal, "database is locked")));
        Coordinator.Tell(new WatchResponse { Commit = CannedFleet.Progress() });
        await watching.Says("database is locked");

        Coordinator.Answer<GetFleetRequest>(_ => CannedFleet.Calm());

        await watching.Prints("● all 2 hosts run 4f2a1c0");
        await watching.Says("link is back");
    }

    [Test]
    public async Task Watch_RefusedForGood_EndsWithTheReason()
    {
        Coordinator.RefusesWatch = true;
        await using var watching = Watch("fleet", "--watch", "--json");

        Assert.That(await watching.EndAsync(), Is.EqualTo(1));
        Assert.That(watching.Output, Does.EndWith("\n{\"error\":\"This token may not do that: viewers of acme may not watch\",\"hint\":\"Roles are viewer, operator and admin; an admin sees who has which: mint token list\"}\n"));
    }

    [Test]
    public async Task NothingHeard_CountsAsALostLink()
    {
        await using var watching = Watch("fleet", "--watch");
        await Linked(watching);

        await watching.Until(() => watching.Error.Contains("nothing was heard for 40 s", StringComparison.Ordinal), step: 2);
        await watching.Says("link is back");
    }

    [Test]
    public async Task Terminal_RedrawsInPlaceAndTellsOfTheLink()
    {
        await using var watching = new Watching(Shell, Clock, terminal: true, "hosts", "--watch");
        await watching.Prints("● live");
        await Linked(watching);
        hosts[2] = CannedFleet.Host("web-01", "drifted", "file /etc/motd");
        Coordinator.Tell(new WatchResponse { Host = hosts[2] });
        await watching.Prints("▲ drifted");

        var port = Coordinator.Port;
        await Coordinator.DisposeAsync();
        await watching.Prints("○ link lost 5 s ago, trying again: The coordinator at 127.0.0.1");

        await using var again = await FakeCoordinator.StartAsync(port: port);
        CannedFleet.Fill(again);
        var before = watching.Output.Length;
        await watching.Until(() => watching.Output[before..].Contains("● live", StringComparison.Ordinal));

        Assert.That(await watching.InterruptAsync(), Is.EqualTo(130));
        Assert.That(watching.Output, Does.StartWith("\e[?1049h\e[?25l\e[?7l\e[?2026h\e[H").And.Contain("\e[?7h\e[?25h\e[?1049lSTATE"));
        Assert.That(watching.Output, Does.Not.Contain("\e[2J").And.Not.Contain("\e[2K"), "nothing is erased before it is written");
    }

    [Test]
    public async Task Terminal_PageLongerThanIt_IsCutAndKeepsItsLastLine()
    {
        hosts.AddRange(Enumerable.Range(0, 50).Select(i => CannedFleet.Host($"more-{i}", "converged", "")));
        await using var watching = new Watching(Shell, Clock, terminal: true, "hosts", "--watch");
        await watching.Prints("● live");

        var frame = watching.Output.Split("\e[?2026h\e[H")[1].Split("\e[J")[0];

        Assert.That(frame.Split("\r\n"), Has.Exactly(20).Items);
        Assert.That(frame.Split("\r\n")[^1], Does.Contain("● live"));
    }

    private Watching Watch(params string[] args) => new(Shell, Clock, terminal: false, args);

    private Task Linked(Watching watching) => watching.Until(() => !Coordinator.Watchers.IsEmpty && Coordinator.Requests.Count >= 3);

    private void Drift(ulong id, string host)
    {
        drift.Insert(0, CannedFleet.DriftEvent(id, host));
        Coordinator.Tell(new WatchResponse { Event = drift[0] });
    }

    private ListDriftResponse Page(ListDriftRequest request)
    {
        var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var page = drift.Skip(from).Take((int)request.PageSize).ToList();
        return new ListDriftResponse { Drift = { page }, NextPageToken = from + page.Count < drift.Count ? $"{from + page.Count}" : "" };
    }
}
