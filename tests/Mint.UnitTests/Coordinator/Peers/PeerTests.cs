using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Peers;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Peers;

/// <summary>Facts of members, knocks and meshes on a real store, over real streams.</summary>
public sealed class PeerTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    private TestFleet fleet = null!;

    [SetUp]
    public async Task Start()
    {
        fleet = await TestFleet.StartAsync();
        await fleet.EnrolAsync("acme-01", "acme-02", "acme-03", "nova-01");
    }

    [TearDown]
    public async Task Stop() => await fleet.DisposeAsync();

    [Test]
    public async Task Welcome_OfAStream_SaysWhereItIsSeen()
    {
        using var stream = fleet.Connect("acme-01");

        Assert.That((await stream.GreetAsync()).SeenAddress, Is.EqualTo("127.0.0.1"));
    }

    [Test]
    public async Task Facts_OfAMember_ReachTheOthersOfItsNetworksAndNobodyElse()
    {
        using var one = await MemberAsync("acme-01", 1, "mint0");
        using var other = await MemberAsync("acme-02", 1, "mint0", "lab0");
        using var stranger = await MemberAsync("acme-03", 1, "lab1");

        Assert.That(await HeardAsync(other), Is.EqualTo("acme-01 1"));
        Assert.That(await HeardAsync(one), Is.EqualTo("acme-02 1"));
        await SayAsync(one, "acme-01", 2, "mint0");
        Assert.That(await HeardAsync(other), Is.EqualTo("acme-01 2"));
        await SayAsync(one, "acme-01", 1, "mint0");
        using var late = await MemberAsync("nova-01", 1, "mint0");
        Assert.That(new[] { await HeardAsync(late), await HeardAsync(late) }, Is.EquivalentTo(new[] { "acme-01 2", "acme-02 1" }), "nobody walks back");
    }

    [Test]
    public async Task Facts_InAnothersName_AreNotTakenAndRaiseAnAlarm()
    {
        using var stream = fleet.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(new ConnectRequest { PeerFacts = Signed("acme-02", 1, "mint0") });
        await stream.SendAsync(new ConnectRequest { PeerFacts = new SignedPeerFacts { Facts = ByteString.CopyFrom(0xff), Signature = ByteString.CopyFrom(1), Chain = { ByteString.CopyFrom(1) } } });
        await SayAsync(stream, "acme-01", 1, "mint0");

        Assert.That(await fleet.ScalarAsync<string>("SELECT min(host) FROM peer_facts"), Is.EqualTo("acme-01"));
        Assert.That(await fleet.ScalarAsync<long>("SELECT count(*) FROM events WHERE kind = 'security' AND host = 'acme-01'"), Is.Positive);
    }

    private static IEnumerable<TestCaseData> Large()
    {
        yield return new TestCaseData(new ConnectRequest { PeerFacts = new SignedPeerFacts { Facts = ByteString.CopyFrom(new byte[20_000]), Signature = ByteString.CopyFrom(1), Chain = { ByteString.CopyFrom(1) } } }).SetName("Message_LargeFacts_EndsTheStream");
        yield return new TestCaseData(new ConnectRequest { PeerFacts = new SignedPeerFacts { Facts = ByteString.CopyFrom(1) } }).SetName("Message_UnsignedFacts_EndsTheStream");
        yield return new TestCaseData(new ConnectRequest { KnockResult = new KnockResult { Id = "x", Refusal = new string('x', 5_000) } }).SetName("Message_LargeResult_EndsTheStream");
        yield return new TestCaseData(new ConnectRequest { MeshReport = new MeshReport { Networks = { new MeshNetwork { Network = "a\0" } } } }).SetName("Message_NulInAReport_EndsTheStream");
        yield return new TestCaseData(new ConnectRequest { MeshReport = new MeshReport { Networks = { new MeshNetwork { Network = "a", Peers = { new MeshPeer { State = "odd" } } } } } }).SetName("Message_OddState_EndsTheStream");
        yield return new TestCaseData(new ConnectRequest { MeshReport = new MeshReport { Networks = { new MeshNetwork { Network = "a", Peers = { Enumerable.Repeat(new MeshPeer { State = "idle" }, 2_001) } } } } }).SetName("Message_ManyPeers_EndsTheStream");
    }

    [TestCaseSource(nameof(Large))]
    public async Task Message_LargeOrOdd_EndsTheStream(ConnectRequest message)
    {
        using var stream = fleet.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(message);

        Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
    }

    [Test]
    public async Task Host_Revoked_IsGoneForTheOthers()
    {
        using var one = await MemberAsync("acme-01", 1, "mint0");
        using var other = await MemberAsync("acme-02", 1, "mint0");
        await HeardAsync(one);
        await fleet.WriteAsync((connection, transaction) => Dapper.SqlMapper.ExecuteAsync(connection, "UPDATE hosts SET revoked_at = 1 WHERE name = 'acme-02'", transaction: transaction));
        await fleet.Services.GetRequiredService<PeerRounds>().GoAsync(default);

        Assert.That((await NextAsync(one, m => m.PeerUpdate)).Gone, Is.EqualTo(new[] { "acme-02" }));
    }

    [Test]
    public async Task Ping_OfAHost_IsAnswered() => Assert.That(await Client().PingAsync(new PingRequest(), As("acme-01")), Is.EqualTo(new PingResponse()));

    [Test]
    public async Task CheckWayIn_OtherHostOfTheCustomer_KnocksAndItsAnswerComesBack()
    {
        using var near = fleet.Connect("acme-02");
        await near.GreetAsync();
        using var far = fleet.Connect("nova-01");
        await far.GreetAsync();
        var asking = Client().CheckWayInAsync(new CheckWayInRequest { Addresses = { "203.0.113.7" }, SshPorts = { 22 } }, As("acme-01"));
        var order = await NextAsync(near, m => m.KnockOrder);
        await far.SendAsync(new ConnectRequest { KnockResult = new KnockResult { Id = order.Id, Refusal = "forged" } });
        await near.SendAsync(new ConnectRequest { KnockResult = new KnockResult { Id = order.Id, Knocks = { new Knock { Address = "203.0.113.7", Port = 22, Answered = true } } } });
        var answer = await asking;

        Assert.That(order.Addresses, Is.EqualTo(new[] { "203.0.113.7" }));
        Assert.That((answer.Peer, answer.Refusal, answer.Knocks.Single().Answered), Is.EqualTo(("acme-02", "", true)));
    }

    [Test]
    public async Task CheckWayIn_OnlyAnotherCustomersHost_IsAskedAndNotNamed()
    {
        using var far = fleet.Connect("nova-01");
        await far.GreetAsync();
        var asking = Client().CheckWayInAsync(new CheckWayInRequest { Addresses = { "203.0.113.7" }, SshPorts = { 22 } }, As("acme-01"));
        await far.SendAsync(new ConnectRequest { KnockResult = new KnockResult { Id = (await NextAsync(far, m => m.KnockOrder)).Id, Refusal = "not now" } });

        Assert.That(await asking, Is.EqualTo(new CheckWayInResponse { Refusal = "not now" }));
    }

    [Test]
    public async Task CheckWayIn_NobodyElse_IsNotFound()
    {
        using var own = fleet.Connect("acme-01");
        await own.GreetAsync();

        Assert.That(await FailsAsync(new CheckWayInRequest { Addresses = { "203.0.113.7" }, SshPorts = { 22 } }), Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task CheckWayIn_MeshAddress_IsTriedByAMemberOnly()
    {
        using var stranger = fleet.Connect("acme-03");
        await stranger.GreetAsync();
        var request = new CheckWayInRequest { MeshAddresses = { "10.90.0.1" }, SshPorts = { 22 } };
        Assert.That(await FailsAsync(request), Is.EqualTo(StatusCode.NotFound));

        using var own = await MemberAsync("acme-01", 1, "mint0");
        using var member = await MemberAsync("nova-01", 1, "mint0");
        await HeardAsync(member);
        var asking = Client().CheckWayInAsync(request, As("acme-01"));
        var order = await NextAsync(member, m => m.KnockOrder);
        await member.SendAsync(new ConnectRequest { KnockResult = new KnockResult { Id = order.Id } });
        await asking;

        Assert.That((order.Addresses.Count, order.MeshAddresses.Single()), Is.EqualTo((0, "10.90.0.1")));
    }

    [Test]
    public async Task CheckWayIn_OddOrTooOften_IsRefused()
    {
        Assert.That(await FailsAsync(new CheckWayInRequest { Addresses = { "example.org" }, SshPorts = { 22 } }), Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(await FailsAsync(new CheckWayInRequest { Addresses = { "203.0.113.7" } }), Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(await FailsAsync(new CheckWayInRequest { Addresses = { Enumerable.Range(1, 17).Select(n => $"203.0.113.{n}") }, SshPorts = { 22 } }), Is.EqualTo(StatusCode.InvalidArgument));
        for (var n = 3; n < KnockDesk.MostAsked; n++)
        {
            await FailsAsync(new CheckWayInRequest());
        }

        Assert.That(await FailsAsync(new CheckWayInRequest { Addresses = { "203.0.113.7" }, SshPorts = { 22 } }), Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task Meshes_OfReports_AreSeenByCustomer()
    {
        using var one = await MemberAsync("acme-01", 1, "mint0");
        using var other = await MemberAsync("nova-01", 1, "mint0");
        await ReportAsync(one, "acme-02", "nova-01");
        await ReportAsync(other, "acme-01");
        var (client, all) = fleet.Fleet();
        await UntilAsync(async () => (await client.ListMeshesAsync(new(), all)).Meshes is [{ Edges.Count: 2 }]);
        var mesh = (await client.ListMeshesAsync(new(), all)).Meshes.Single();
        var own = (await client.ListMeshesAsync(new(), fleet.Fleet("acme").As)).Meshes.Single();

        Assert.That((mesh.Network, string.Join(' ', mesh.Members.Select(m => m.Host))), Is.EqualTo(("mint0", "acme-01 nova-01")));
        Assert.That(mesh.Edges.Select(e => (e.From, e.To, e.State)), Is.EqualTo(new[] { ("acme-01", "nova-01", "fresh"), ("nova-01", "acme-01", "fresh") }), "acme-02 is no member as far as anybody heard of it");
        Assert.That((string.Join(' ', own.Members.Select(m => m.Host)), own.Edges.Count), Is.EqualTo(("acme-01", 0)));
        Assert.That((await client.ListMeshesAsync(new() { Filter = "network:other" }, all)).Meshes, Is.Empty);
    }

    private static SignedPeerFacts Signed(string host, ulong sequence, params string[] networks) => new()
    {
        Facts = new PeerFacts
        {
            Host = host,
            Sequence = sequence,
            MadeAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
            Networks = { networks.Select(n => new NetworkFact { Network = n, PublicKey = Key }) },
        }.ToByteString(),
        Signature = ByteString.CopyFrom(1),
        Chain = { ByteString.CopyFrom(1) },
    };

    private static Task ReportAsync(TestStream stream, params string[] peers) => stream.SendAsync(new ConnectRequest
    {
        MeshReport = new MeshReport { Networks = { new MeshNetwork { Network = "mint0", PublicKey = Key, Peers = { peers.Select(p => new MeshPeer { Host = p, PublicKey = Key, State = "fresh" }) } } } },
    });

    private static async Task SayAsync(TestStream stream, string host, ulong sequence, params string[] networks)
    {
        await stream.SendAsync(new ConnectRequest { PeerFacts = Signed(host, sequence, networks) });
        Assert.That((await NextAsync(stream, m => m.PeerFactsAcknowledgement)).Sequence, Is.EqualTo(sequence));
    }

    private async Task<TestStream> MemberAsync(string host, ulong sequence, params string[] networks)
    {
        var stream = fleet.Connect(host);
        await stream.GreetAsync();
        await SayAsync(stream, host, sequence, networks);
        return stream;
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<TestStream, Queue<ConnectResponse>> Early = [];

    // Acknowledgements and news of others come in any order.
    private static async Task<T> NextAsync<T>(TestStream stream, Func<ConnectResponse, T?> of) where T : class
    {
        var early = Early.GetOrCreateValue(stream);
        for (var n = early.Count; n > 0; n--)
        {
            var before = early.Dequeue();
            if (of(before) is { } found)
            {
                return found;
            }

            early.Enqueue(before);
        }

        while (true)
        {
            var message = await stream.NextAsync();
            if (of(message) is { } found)
            {
                return found;
            }

            early.Enqueue(message);
        }
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<TestStream, Queue<string>> Rest = [];

    private static async Task<string> HeardAsync(TestStream stream)
    {
        var rest = Rest.GetOrCreateValue(stream);
        if (rest.Count == 0)
        {
            foreach (var facts in (await NextAsync(stream, m => m.PeerUpdate)).Facts.Select(f => PeerFacts.Parser.ParseFrom(f.Facts)))
            {
                rest.Enqueue($"{facts.Host} {facts.Sequence}");
            }
        }

        return rest.Dequeue();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private AgentLinkService.AgentLinkServiceClient Client() => new(GrpcChannel.ForAddress(fleet.Address));

    private static Metadata As(string host) => new() { { "agent-host", host } };

    private async Task<StatusCode> FailsAsync(CheckWayInRequest request)
    {
        try
        {
            await Client().CheckWayInAsync(request, As("acme-01"));
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}
