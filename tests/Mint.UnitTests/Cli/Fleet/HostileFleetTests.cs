using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>What hosts, commits and people write must not move the cursor, retitle the window or turn words round, on a terminal or as JSON.</summary>
internal sealed class HostileFleetTests : FleetCommandFixture
{
    private const string Evil = "<b onclick=x>\e]0;owned\a\u202Efdp.exe\u200F\u009b2J";
    private const string Shown = "<b onclick=x>␛]0;owned␇<U+202E>fdp.exe<U+200F><U+009B>2J";

    private static readonly string[] Commands =
        ["fleet", "hosts", "host show x", "drift", "events", "commits", "commits 4f2a1c0", "holds", "wake x", "host add x", "rollout status", "turn list", "mesh", "token list"];

    private static readonly char[] Unsafe = ['\e', '\a', '\u202E', '\u200F', '\u009b'];

    [SetUp]
    public void Fill()
    {
        var host = CannedFleet.Host(Evil, Evil, Evil);
        (host.Customer, host.Ring) = (Evil, Evil);
        host.Groups.Add(Evil);
        var drift = CannedFleet.DriftEvent(1, Evil);
        drift.Event.Differences.Add(new Difference { Attribute = Evil, Before = Evil + "\n" + Evil, After = Evil });
        (drift.Event.LikelyBy, drift.Event.Action, drift.Event.Kind, drift.Event.Resource) = (Evil, Evil, Evil, Evil);
        var other = CannedFleet.DriftEvent(2, Evil);
        (other.Event.Kind, other.Event.Summary) = ("security", Evil);
        var progress = CannedFleet.Progress();
        (progress.Commit.Subject, progress.Commit.Author, progress.Commit.SignedBy, progress.RefusedReason) = (Evil, Evil, Evil, Evil);
        var fleet = CannedFleet.Fleet();
        (fleet.Sentence, fleet.SyncError, fleet.Head) = (Evil, Evil, progress.Commit);
        Coordinator.Answer<GetFleetRequest>(_ => fleet);
        Coordinator.Answer<ListHostsRequest>(_ => new ListHostsResponse { Hosts = { host } });
        Coordinator.Answer<GetHostRequest>(_ => new GetHostResponse { Host = host, Concerns = { new Concern { Resource = Evil, Condition = Evil, Message = Evil, Origin = Evil } } });
        Coordinator.Answer<ListDriftRequest>(_ => new ListDriftResponse { Drift = { drift } });
        Coordinator.Answer<ListEventsOfFleetRequest>(_ => new ListEventsOfFleetResponse { Events = { drift, other } });
        Coordinator.Answer<ListCommitsRequest>(_ => new ListCommitsResponse { Commits = { progress } });
        Coordinator.Answer<GetCommitRequest>(_ => new GetCommitResponse { Progress = progress });
        Coordinator.Answer<ListHoldsRequest>(_ => new ListHoldsResponse { Holds = { new HostHold { Host = Evil, Resource = Evil, Reason = Evil, Who = Evil, Origin = Evil } } });
        Coordinator.Answer<WakeHostsRequest>(_ => new WakeHostsResponse { Woken = { Evil } });
        Coordinator.Answer<AddHostRequest>(_ => new AddHostResponse { Token = Evil, Command = Evil });
        Coordinator.Answer<GetRolloutRequest>(_ => CannedFleet.Held(Evil));
        Coordinator.Answer<ListTurnsRequest>(_ => new ListTurnsResponse { Turns = { new Turn { Host = Evil, State = "waiting", Purpose = Evil, Reason = Evil } } });
        Coordinator.Answer<ListMeshesRequest>(_ => new ListMeshesResponse
        {
            Meshes = { new Mesh { Network = Evil, Members = { new MeshMember { Host = Evil, State = Evil, PublicKey = Evil } }, Edges = { new MeshEdge { From = Evil, To = Evil, State = Evil, Endpoint = Evil } } } },
        });
        Coordinator.Answer<ListApiTokensRequest>(_ => new ListApiTokensResponse { Tokens = { new ApiToken { Name = Evil, Role = Evil, Customers = { Evil }, ExpiresAt = MintRun.Now.ToTimestamp() } } });
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Command_HostileText_IsShownAndNotObeyed(string args)
    {
        foreach (var run in new[] { await Wide(args.Split(' ')), await Narrow(args.Split(' ')) })
        {
            Assert.That(run.Transcript.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal), Does.Contain(Shown.Replace(" ", "", StringComparison.Ordinal)));
            Assert.That(run.Transcript.IndexOfAny(Unsafe), Is.Negative);
        }
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Command_HostileTextAsJson_IsEscaped(string args)
    {
        var output = (await Run([.. args.Split(' '), "--json"])).Output;

        Assert.That(output.IndexOfAny(Unsafe), Is.Negative);
        Assert.That(Strings(JsonDocument.Parse(output).RootElement), Has.Some.Contains(Evil), "and a script gets it as it was");
    }

    [TestCase("drift")]
    [TestCase("events")]
    [TestCase("hosts")]
    public async Task Watch_HostileText_IsShownAndNotObeyed(string command)
    {
        await using var watching = new Watching(Shell, Clock, terminal: false, command, "--watch", "--since", "2026-11-20");
        await watching.Prints(Shown);

        Assert.That((watching.Output + watching.Error).IndexOfAny(Unsafe), Is.Negative);
    }

    [TestCase("")]
    [TestCase("--json")]
    public async Task Failure_HostileText_IsShownAndNotObeyed(string json)
    {
        Coordinator.Answer<ListHostsRequest>(_ => throw new RpcException(new Status(StatusCode.InvalidArgument, Evil)));

        var run = await Run(["hosts", .. json.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That((run.ExitCode, run.Transcript.IndexOfAny(Unsafe)), Is.EqualTo((1, -1)), run.Transcript);
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Strings(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String => [element.GetString() ?? ""],
        _ => [],
    };
}
