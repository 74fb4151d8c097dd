using Google.Protobuf;
using Mint.Agent.Link;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using NUnit.Framework;
using Wire = Mint.Protocol.V1;

namespace Mint.UnitTests.Link;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PeerKeeperTests : IDisposable
{
    private readonly PeerWorld world = new();

    private DateTimeOffset Now => world.Engine.Time.GetUtcNow();

    public void Dispose() => world.Dispose();

    [Test]
    public void Review_KeyIsMade_IsSaidSignedWithTheEndpointThatIsSeen()
    {
        world.Connect();
        world.Run();
        Assert.That(world.Said(), Is.Null, "there is no key yet");
        world.MakeKey(1);
        world.Run();
        var said = world.Said();

        Assert.That((said?.Host, said?.Networks.Single().PublicKey, said?.Networks.Single().Endpoints.Single()), Is.EqualTo(("web-01", PeerWorld.Key(1), "203.0.113.7:51820")));
        Assert.That(world.Keeper.Peers, Has.Exactly(1).Matches<PeerFact>(p => p.Host == "web-01" && p.PublicKey == PeerWorld.Key(1)));
        world.Run();
        Assert.That(world.Said(), Is.Null, "nothing changed");
    }

    [TestCase("198.51.100.1", TestName = "Review_BehindANat_SaysNoEndpoint")]
    [TestCase("127.0.0.1", TestName = "Review_OverLoopback_SaysNoEndpoint")]
    [TestCase("", TestName = "Review_OlderCoordinator_SaysNoEndpoint")]
    public void Review_NotSeenAtAnOwnAddress_SaysNoEndpoint(string seen)
    {
        world.Connect(seen);
        world.MakeKey(1);
        world.Run();

        Assert.That(world.Said()?.Networks.Single().Endpoints, Is.Empty);
    }

    [Test]
    public void Connected_ThroughTheMesh_KeepsTheEndpointOfBefore()
    {
        world.Own.Add("10.90.0.1");
        Publish();
        world.Connect("10.90.0.1");

        Assert.That(world.Said()?.Networks.Single().Endpoints.Single(), Is.EqualTo("203.0.113.7:51820"));
    }

    [Test]
    public void Connected_Again_SaysTheSameWithTheSameNumber()
    {
        world.Connect();
        world.MakeKey(1);
        world.Run();
        var first = world.Said();
        world.Connect();

        Assert.That(world.Said(), Is.EqualTo(first));
    }

    [Test]
    public void Take_SignedByItsHost_IsKeptOverARestart()
    {
        world.Take(world.Sign(PeerWorld.Facts(Now)));
        var kept = world.Restart(new LinkState(null, world.Engine.Time)).Peers.Single();

        Assert.That((kept.Host, kept.Network, kept.PublicKey, kept.Endpoints.Single()), Is.EqualTo(("web-02", "mint0", PeerWorld.Key(2), "203.0.113.8:51820")));
        Assert.That(world.Engine.Ledger.Events, Is.Empty);
    }

    [Test]
    public void Take_OfAnotherAuthority_IsDroppedAndSaidOnce()
    {
        using var other = new TestAuthority();
        var forged = world.Sign(PeerWorld.Facts(Now), authority: other);
        world.Take(forged, forged);

        Dropped("those of web-02: the certificate was not issued by the authority that this host trusts");
    }

    [Test]
    public void Take_SignedByAnotherHost_IsDropped()
    {
        world.Take(world.Sign(PeerWorld.Facts(Now), by: "web-03"));

        Dropped("those of web-02 are signed by another host");
    }

    [Test]
    public void Take_Changed_IsDropped()
    {
        var signed = world.Sign(PeerWorld.Facts(Now));
        var changed = Wire.PeerFacts.Parser.ParseFrom(signed.Facts);
        changed.Networks[0].Endpoints[0] = "198.51.100.66:51820";
        signed.Facts = changed.ToByteString();
        world.Take(signed);

        Dropped("the signature on those of web-02 is not its own");
    }

    [Test]
    public void Take_CertificateThatHadEnded_IsDropped()
    {
        world.Take(world.Sign(PeerWorld.Facts(Now), from: Now.AddDays(-60), to: Now.AddDays(-1)));

        Dropped($"those of web-02: the certificate was not good at {Now.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
    }

    [Test]
    public void Take_CertificateThatEndedLater_Counts()
    {
        world.Take(world.Sign(PeerWorld.Facts(Now.AddDays(-2)), from: Now.AddDays(-60), to: Now.AddDays(-1)));

        Assert.That(world.Keeper.Peers, Has.Count.EqualTo(1));
    }

    [Test]
    public void Take_FromTheFuture_IsDropped()
    {
        world.Take(world.Sign(PeerWorld.Facts(Now.AddMinutes(11))));

        Dropped("those of web-02 come from the future");
    }

    [TestCase(6UL, 0)]
    [TestCase(8UL, -5)]
    public void Take_OlderThanWhatIsKnown_IsDropped(ulong sequence, int minutes)
    {
        world.Take(world.Sign(PeerWorld.Facts(Now)));
        world.Take(world.Sign(PeerWorld.Facts(Now.AddMinutes(minutes), sequence: sequence, endpoint: null)));

        Dropped("those of web-02 are older than what is known", peers: 1);
        Assert.That(world.Keeper.Peers.Single().Endpoints, Is.Not.Empty);
    }

    [Test]
    public void Take_Gone_CountsNoMoreAndCantComeBackByAReplay()
    {
        var signed = world.Sign(PeerWorld.Facts(Now));
        world.Take(signed);
        world.Keeper.Take(new Wire.PeerUpdate { Gone = { "web-02", "nobody" } });
        world.Take(signed);
        world.Take(world.Sign(PeerWorld.Facts(Now, sequence: 6)));
        Assert.That(world.Keeper.Peers, Is.Empty);

        world.Take(world.Sign(PeerWorld.Facts(Now, sequence: 8)));
        Assert.That(world.Keeper.Peers, Has.Count.EqualTo(1), "it was enrolled anew");
    }

    [Test]
    public void Take_OwnName_ChangesNothing()
    {
        Publish();
        world.Take(world.Sign(PeerWorld.Facts(Now, host: "web-01", sequence: long.MaxValue)));

        Assert.That(world.Keeper.Peers.Single().PublicKey, Is.EqualTo(PeerWorld.Key(1)));
    }

    private static IEnumerable<TestCaseData> Odd()
    {
        yield return Case("a key", f => f.Networks[0].PublicKey = "c2hvcnQ=");
        yield return Case("a next key", f => f.Networks[0].NextPublicKey = new string('A', 44));
        yield return Case("a next key without a time", f => f.Networks[0].NextPublicKey = PeerWorld.Key(3));
        yield return Case("a name", f => f.Networks[0].PublicKey += "\n");
        yield return Case("a network", f => f.Networks[0].Network = "../mint0");
        yield return Case("a network twice", f => f.Networks.Add(f.Networks[0].Clone()));
        yield return Case("many endpoints", f => f.Networks[0].Endpoints.AddRange(Enumerable.Range(1, 9).Select(n => $"203.0.113.{n}:1")));
        yield return Case("many networks", f => f.Networks.AddRange(Enumerable.Range(0, 17).Select(n => new Wire.NetworkFact { Network = $"n{n}", PublicKey = PeerWorld.Key(1) })));
        yield return Case("no time", f => f.MadeAt = null);
        yield return Case("no number", f => f.Sequence = 0);
        foreach (var endpoint in new[] { "example.org:51820", "203.0.113.8", "203.0.113.8:0", "127.0.0.1:51820", "0.0.0.0:1", "[fe80::1]:51820", "224.0.0.1:5", "203.0.113.8:51820 # x", "3:51820" })
        {
            yield return Case(endpoint, f => f.Networks[0].Endpoints[0] = endpoint);
        }

        static TestCaseData Case(string name, Action<Wire.PeerFacts> make) => new TestCaseData(make).SetName($"Take_Odd_IsDropped({name})");
    }

    [TestCaseSource(nameof(Odd))]
    public void Take_Odd_IsDropped(Action<Wire.PeerFacts> make)
    {
        var facts = PeerWorld.Facts(Now);
        make(facts);
        world.Take(world.Sign(facts, by: "web-02"));

        Assert.That(world.Keeper.Peers, Is.Empty);
        Assert.That(world.Engine.Ledger.Events.Select(e => e.Kind), Is.EqualTo(new[] { EventKind.Security }));
    }

    [Test]
    public void Take_NoMessages_AreDroppedAndDoNotFillTheHistory()
    {
        var large = new Wire.SignedPeerFacts { Facts = ByteString.CopyFrom(new byte[20_000]), Signature = ByteString.CopyFrom(1), Chain = { ByteString.CopyFrom(1) } };
        var bytes = new Wire.SignedPeerFacts { Facts = ByteString.CopyFrom(0xff, 0xff), Signature = ByteString.CopyFrom(1), Chain = { ByteString.CopyFrom(1, 2, 3) } };
        world.Take([.. Enumerable.Repeat(large, 100), .. Enumerable.Repeat(bytes, 100)]);
        world.Take([.. Enumerable.Range(0, 100).Select(n => world.Sign(PeerWorld.Facts(Now, host: $"h{n}"), by: "other"))]);

        Assert.That(world.Keeper.Peers, Is.Empty);
        Assert.That(world.Engine.Ledger.Events, Has.Count.EqualTo(50));
    }

    [Test]
    public void Rotate_Confirmed_SwitchesByTheClockAndEndsWhenTheHostHasTheKey()
    {
        Publish();
        Acknowledge();
        Assert.That(world.Keeper.Rotate("mint0", PeerWorld.Key(9), Now.AddSeconds(30), "anna"), Is.Null);
        var said = world.Said()?.Networks.Single();
        Acknowledge();

        Assert.That((said?.PublicKey, said?.NextPublicKey, said?.SwitchAt.ToDateTimeOffset()), Is.EqualTo((PeerWorld.Key(1), PeerWorld.Key(9), Now.AddSeconds(30))));
        Assert.That(world.Keeper.Rotate("mint0", PeerWorld.Key(8), Now.AddSeconds(30), "anna"), Is.EqualTo("a new key is on its way in mint0 already"));
        world.Engine.Time.Advance(TimeSpan.FromSeconds(29.5));
        world.Keeper.CallOff(Now.AddSeconds(1));
        Assert.That(world.Keeper.Peers.Single().PublicKey, Is.EqualTo(PeerWorld.Key(1)));
        world.Engine.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.That(world.Restart().Peers.Single().PublicKey, Is.EqualTo(PeerWorld.Key(9)), "also after a restart");

        world.Run();
        Assert.That(world.Keeper.Peers.Single().PublicKey, Is.EqualTo(PeerWorld.Key(9)), "the host has not taken it yet");
        world.MakeKey(9);
        world.Run();
        world.Connect();
        Assert.That((world.Said()?.Networks.Single().PublicKey, world.Keeper.Read().Own?.Networks.Single().NextPublicKey), Is.EqualTo((PeerWorld.Key(9), (string?)null)));
    }

    [Test]
    public void Rotate_NotConfirmed_IsCalledOffAndSaidSo()
    {
        Publish();
        Acknowledge();
        world.Keeper.Rotate("mint0", PeerWorld.Key(9), Now.AddSeconds(30), "anna");
        world.Said();
        world.Engine.Time.Advance(TimeSpan.FromSeconds(28));
        world.Keeper.CallOff(Now.AddSeconds(1));
        Assert.That(world.Keeper.Read().Own?.Networks.Single().NextPublicKey, Is.Not.Null, "there is time yet");
        world.Engine.Time.Advance(TimeSpan.FromSeconds(1));
        world.Keeper.CallOff(Now.AddSeconds(1));
        world.Engine.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(world.Keeper.Peers.Single().PublicKey, Is.EqualTo(PeerWorld.Key(1)));
        Assert.That(world.Engine.Ledger.Events[^1].Summary, Does.StartWith("the change of the key in mint0 was called off: "));
        Assert.That(world.Said()?.Networks.Single().NextPublicKey, Is.Empty, "and whoever heard of it hears that as well");
    }

    [Test]
    public void Rotate_NobodyToTell_IsRefused()
    {
        Publish();
        world.Link.TakeDown("gone");

        Assert.That(world.Keeper.Rotate("mint0", PeerWorld.Key(9), Now.AddSeconds(30), "anna"), Does.StartWith("the coordinator can't be reached"));
        Assert.That(world.Keeper.Rotate("mint9", PeerWorld.Key(9), Now.AddSeconds(30), "anna"), Is.EqualTo("this host has no key in a network mint9"));
        Assert.That(world.Restart(new LinkState(null, world.Engine.Time)).Rotate("mint0", PeerWorld.Key(9), Now, "anna"), Does.StartWith("there is no coordinator"));
    }

    [Test]
    public void Rotate_OfAnother_CountsFromItsTimeOn()
    {
        var facts = PeerWorld.Facts(Now);
        (facts.Networks[0].NextPublicKey, facts.Networks[0].SwitchAt) = (PeerWorld.Key(5), Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Now.AddSeconds(30)));
        world.Take(world.Sign(facts));

        Assert.That((world.Keeper.Peers.Single().PublicKey, world.Keeper.Read().NextSwitch(Now)), Is.EqualTo((PeerWorld.Key(2), Now.AddSeconds(30))));
        world.Engine.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.That((world.Keeper.Peers.Single().PublicKey, world.Keeper.Read().NextSwitch(Now)), Is.EqualTo((PeerWorld.Key(5), (DateTimeOffset?)null)));
    }

    [Test]
    public void Acknowledgement_OfMoreThanWasSaid_IsNotBelieved()
    {
        Publish();
        world.Keeper.Take(new Wire.PeerFactsAcknowledgement { Sequence = ulong.MaxValue });

        Assert.That(world.Keeper.Read().Acknowledged, Is.Zero);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    public void Read_DamagedLedger_KnowsNothing(string text)
    {
        world.Engine.Ledger.WriteFact(LedgerFacts.Peers, text);

        Assert.That(PeersFact.Read(world.Engine.Ledger), Is.EqualTo(PeersFact.None));
    }

    private void Publish()
    {
        world.Connect();
        world.MakeKey(1);
        world.Run();
        world.Said();
    }

    private void Acknowledge() => world.Keeper.Take(new Wire.PeerFactsAcknowledgement { Sequence = (ulong)(world.Keeper.Read().Own?.Sequence ?? 0) });

    private void Dropped(string reason, int peers = 0)
    {
        Assert.That(world.Keeper.Peers, Has.Count.EqualTo(peers));
        Assert.That(world.Engine.Ledger.Events.Select(e => (e.Kind, e.Action, e.Summary)), Is.EqualTo(new[] { (EventKind.Security, "peer-refused", $"facts of a peer were dropped: {reason}") }));
    }
}
