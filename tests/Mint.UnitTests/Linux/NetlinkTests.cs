using System.Net;
using Mint.Core.Hosts;
using Mint.Platform.Linux.Network;
using Mint.Platform.Linux.Watching;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

/// <summary>Messages as kernels sent them (Debian 12's and 6.18), and what is left of them when they are cut.</summary>
public sealed class NetlinkTests
{
    private const string Generation = "00000006080001000000000608000200000061780c000300707974686f6e3300";
    private const string Address = "021080000608000008000100ac11000408000200ac11000408000400ac11ffff09000300657468300000000008000800" + "80000000";
    private const string LinkLocal = "0a4080fd0608000014000100fe800000000000000042acfffe110004";
    private const string Route = "02100000fe0300010000000008000f00fe000000080001000a4d000008000500ac1100010800040006080000";
    private const string DefaultRoute = "02000000fe0300010000000008000f00fe00000008000500ac1100010800040006080000";
    private const string Blackhole = "02100000fe0300060000000008000f00fe000000080001000a1e0000";
    private const string RouteOfDaemon = "02100000fe0c00010000000008000f00fe000000080001000a4e000008000500ac1100010800040006080000";

    // A link with the attributes that count: its name, the largest packet, and in the last one, which holds others, its kind.
    private const string Bridge = "00000100030000000210000000000000" + "0800030062723900" + "08000400dc050000" + "14001280" + "0b000100627269646765" + "000004000200";

    private static readonly Dictionary<int, string> Names = new() { [0x0806] = "eth0", [3] = "br9" };

    [Test]
    public void ParseGeneration_AnswerOfTheKernel_IsItsNumber()
    {
        Assert.That(NetfilterTables.ParseGeneration(2575, Hex(Generation)), Is.EqualTo(6));
        Assert.That(NetfilterTables.ParseGeneration(2575, Hex("00000006")), Is.Null);
        Assert.That(NetfilterTables.ParseGeneration(2, Hex(Generation)), Is.Null);
    }

    [TestCase((ushort)2560, "01000007090001006d696e740000000008000300000000000c00040000000000000000040800020000000000", true, TestName = "table made")]
    [TestCase((ushort)2572, "01000009090001006d696e7400000000060002007300000014000300100001000c000100080001000a000001", true, TestName = "element added")]
    [TestCase((ushort)2562, "0100000a090001006d696e740000000008000300000000000c0004000000000000000004", true, TestName = "table deleted")]
    [TestCase((ushort)2562, "0200000b090001006d696e740000000008000300000000000c0004000000000000000002", false, TestName = "table of another family")]
    [TestCase((ushort)2560, "0100000709000100646f636b00000000", false, TestName = "table of another name")]
    [TestCase((ushort)2575, "0000000b080001000000000b08000200000061b3080003006e667400", false, TestName = "generation")]
    [TestCase((ushort)2560, "010000", false, TestName = "cut")]
    public void ConcernsOwnTable_News_OnlyOfOurTable(ushort type, string body, bool concerns) =>
        Assert.That(NetfilterTables.ConcernsOwnTable(type, Hex(body)), Is.EqualTo(concerns));

    [Test]
    public void ParseLink_Bridge_HasItsKind() =>
        Assert.That(LinkReader.ParseLink(Hex(Bridge)), Is.EqualTo(new BareLink("br9", 3, "bridge", IsUp: false, 1500)));

    [Test]
    public void ParseAddress_OfTheKernel_LeavesLinkLocalOnesOut()
    {
        Assert.That(LinkReader.ParseAddress(Hex(Address)), Is.EqualTo((0x0806, "172.17.0.4/16")));
        Assert.That(LinkReader.ParseAddress(Hex(LinkLocal)), Is.Null);
    }

    [Test]
    public void ParseRoute_OfTheKernel_IsRead()
    {
        Assert.That(RouteReader.Parse(Hex(Route), Names), Is.EqualTo(new[] { new NetworkRoute("10.77.0.0/16", "172.17.0.1", "eth0", 0, 3) }));
        Assert.That(RouteReader.Parse(Hex(DefaultRoute), Names), Is.EqualTo(new[] { new NetworkRoute("0.0.0.0/0", "172.17.0.1", "eth0", 0, 3) }));
        Assert.That(RouteReader.Parse(Hex(Blackhole), Names), Is.EqualTo(new[] { new NetworkRoute("10.30.0.0/16", null, null, 0, 3) }));
    }

    [Test]
    public void ParseRoute_SeveralRouters_IsOneEach()
    {
        var several = "10000000" + "03000000" + "08000500" + "0a000001" + "10000000" + "06080000" + "08000500" + "0a000002";
        var body = "02100000fe0400010000000008000f00fe000000080001000a500000" + "24000900" + several;

        Assert.That(RouteReader.Parse(Hex(body), Names), Is.EqualTo(new[]
        {
            new NetworkRoute("10.80.0.0/16", "10.0.0.1", "br9", 0, 4),
            new NetworkRoute("10.80.0.0/16", "10.0.0.2", "eth0", 0, 4),
        }));
    }

    [Test]
    public void Parse_AnyMessageCutAnywhere_NeitherThrowsNorReadsBeyond()
    {
        foreach (var whole in new[] { Generation, Address, LinkLocal, Route, DefaultRoute, Blackhole, Bridge, WireGuardTests.Device })
        {
            var bytes = Hex(whole);
            for (var length = 0; length <= bytes.Length; length++)
            {
                var cut = bytes.AsSpan(0, length).ToArray();
                Assert.That(
                    () =>
                    {
                        NetfilterTables.ParseGeneration(2575, cut);
                        NetfilterTables.ConcernsOwnTable(2560, cut);
                        LinkReader.ParseLink(cut);
                        LinkReader.ParseAddress(cut);
                        RouteReader.Parse(cut, Names);
                        WireGuardKernel.ParseDevice(cut, new WireGuardBuilder());
                    },
                    Throws.Nothing,
                    $"{whole} cut at {length}");
            }
        }
    }

    [Test]
    public void Parse_LengthsThatLie_EndTheWalk()
    {
        var messages = new NetlinkMessages(Hex("ff000000" + "1000" + "0000" + "00000000" + "00000000"));
        var tooShort = new NetlinkMessages(Hex("08000000" + "1000" + "0000" + "00000000" + "00000000"));
        var attributes = new NetlinkAttributes(Hex("00000100" + "08000100" + "01020304"));

        Assert.That((messages.Next(), tooShort.Next(), attributes.Next()), Is.EqualTo((false, false, false)), "a length of zero would go on for ever");
    }

    [Test]
    public void Take_NewsOfRtnetlink_TellsItsTopics()
    {
        var told = new List<string>();
        var news = new RouteNews(() => new Dictionary<int, string>(Names), told.Add);

        news.Take(20, Hex(Address));
        Assert.That(Taken(), Is.EqualTo(new[] { "link/eth0", "routes" }));

        news.Take(16, Hex(Bridge.Replace("0800030062723900", "0800030062723800", StringComparison.Ordinal)));
        Assert.That(Taken(), Is.EqualTo(new[] { "link/br9", "routes", "link/br8", "routes" }), "the former name and the new one");

        news.Take(25, Hex(Route));
        news.Take(25, Hex(RouteOfDaemon));
        Assert.That(Taken(), Is.EqualTo(new[] { "routes" }), "what routing daemons do is not ours");

        news.Take(25, Hex(Route.Replace("fe0300", "fe6d00", StringComparison.Ordinal)));
        Assert.That(Taken(), Is.EqualTo(new[] { "routes" }), "a route of our own was deleted");

        string[] Taken()
        {
            string[] all = [.. told];
            told.Clear();
            return all;
        }
    }

    [Test]
    public void FindLink_ThisMachine_HasItsLoopback()
    {
        var link = KernelNetwork.FindLink("lo");

        Assert.That((link?.Name, link?.Kind), Is.EqualTo(("lo", (string?)null)));
        Assert.That(KernelNetwork.FindLink("mint-none"), Is.Null);
        Assert.That(KernelNetwork.FindLink("../../etc/x"), Is.Null);
        Assert.That(KernelNetwork.Routes().Select(r => IPNetwork.TryParse(r.Destination, out _)), Has.None.False);
        Assert.That(KernelNetwork.FindWireGuard("lo"), Is.Null);
    }

    internal static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
