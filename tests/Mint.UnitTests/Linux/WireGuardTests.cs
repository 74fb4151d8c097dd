using System.Net;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Network;
using Mint.Platform.Linux.Watching;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class WireGuardTests
{
    /// <summary>One message of the kernel: port 51820, its two keys, one peer with a preshared key.</summary>
    internal const string Device = "00010000" + "06000600" + "6cca0000" + "24000300" + Private + "24000400" + Own + "8c000880" + "88000080"
        + "24000100" + Other + "24000200" + Shared + "14000400" + "0200ca6ccb007107" + "0000000000000000" + "06000500" + "19000000"
        + "20000980" + "1c000080" + "06000100" + "02000000" + "08000200" + "0a5a0002" + "05000300" + "20000000";

    private const string Private = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
    private const string Own = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    private const string Other = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
    private const string Shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

    [Test]
    public void ParseDevice_PeerOverTwoMessages_IsOne()
    {
        var device = new WireGuardBuilder();
        WireGuardKernel.ParseDevice(NetlinkTests.Hex(Device), device);

        // The same peer goes on: its key and further networks, nothing else.
        WireGuardKernel.ParseDevice(NetlinkTests.Hex("00010000" + "58000880" + "54000080" + "24000100" + Other + "2c000980" + "28000080"
            + "06000100" + "0a000000" + "14000200" + "fd000090000000000000000000000002" + "05000300" + "80000000"), device);
        var found = device.Build();

        Assert.That((found.PublicKey, found.ListenPort), Is.EqualTo((Base64(Own), 51820)));
        var peer = found.Peers.Single();
        Assert.That((peer.PublicKey, peer.HasPresharedKey, peer.Endpoint, peer.Keepalive), Is.EqualTo((Base64(Other), true, IPEndPoint.Parse("203.0.113.7:51820"), 25)));
        Assert.That(peer.AllowedAddresses, Is.EqualTo(new[] { "10.90.0.2/32", "fd00:90::2/128" }));
        Assert.That(peer.LastHandshake, Is.Null);
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(4096)]
    public void Read_AnswerOfAProgramInPieces_IsTheInterface(int piece)
    {
        var found = Read(piece, $"""
            private_key={Private}
            listen_port=51821
            fwmark=7
            public_key={Other}
            preshared_key={new string('0', 64)}
            protocol_version=1
            endpoint=[2001:db8::7]:51820
            last_handshake_time_sec=1795000000
            last_handshake_time_nsec=500000000
            tx_bytes=20
            rx_bytes=18446744073709551615
            persistent_keepalive_interval=25
            allowed_ip=fd00:90::2/128
            allowed_ip=10.90.0.2/32
            errno=0


            """);

        Assert.That((found.ListenPort, found.FirewallMark), Is.EqualTo((51821, 7)));
        var peer = found.Peers.Single();
        Assert.That((peer.PublicKey, peer.HasPresharedKey, peer.Keepalive, peer.Sent, peer.Received), Is.EqualTo((Base64(Other), false, 25, 20, ulong.MaxValue)));
        Assert.That(peer.Endpoint, Is.EqualTo(IPEndPoint.Parse("[2001:db8::7]:51820")));
        Assert.That(peer.LastHandshake, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1795000000).AddSeconds(0.5)));
        Assert.That(peer.AllowedAddresses, Is.EqualTo(new[] { "10.90.0.2/32", "fd00:90::2/128" }));
    }

    [Test]
    public void Read_PrivateKey_GivesThePublicHalf()
    {
        var found = Read(4096, "private_key=0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\nerrno=0\n");

        Assert.That(found.PublicKey, Is.EqualTo("B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw="), "as wg pubkey says");
    }

    [TestCase("listen_port=1\n", "without an end")]
    [TestCase("errno=-13\n", "permission denied")]
    public void Read_AnswerThatIsNone_Throws(string answer, string what) =>
        Assert.That(() => Read(4096, answer), Throws.TypeOf<ResourceException>().With.Message.Contains(what));

    [Test]
    public void Read_LineWithoutEnd_IsRefusedEarly() =>
        Assert.That(() => WireGuardProcess.Read(Endless, "mint0"), Throws.TypeOf<ResourceException>().With.Message.Contains("without an end"));

    [Test]
    public void Look_OnlyWhatIsConfiguration_IsTold()
    {
        var peer = new WireGuardPeer("a", false, null, ["10.90.0.2/32"], 0, null, 0, 0);
        WireGuardDevice? device = new("k", 1, 0, [peer]);
        var told = new List<string>();
        using var poll = new WireGuardPoll(_ => device, told.Add);
        poll.Watch(["mint0"]);

        device = device with { Peers = [peer with { Received = 5, Endpoint = IPEndPoint.Parse("192.0.2.1:5"), LastHandshake = DateTimeOffset.UnixEpoch }] };
        poll.Look();
        Assert.That(told, Is.Empty);

        device = device with { Peers = [] };
        poll.Look();
        poll.Look();
        Assert.That(told, Is.EqualTo(new[] { "mint0" }), "told once");

        device = null;
        poll.Look();
        Assert.That(told, Has.Count.EqualTo(2));
    }

    private static WireGuardDevice Read(int piece, string answer)
    {
        var rest = Encoding.ASCII.GetBytes(answer).AsMemory();
        return WireGuardProcess.Read(
            buffer =>
            {
                var count = Math.Min(Math.Min(piece, buffer.Length), rest.Length);
                rest.Span[..count].CopyTo(buffer);
                rest = rest[count..];
                return count;
            },
            "mint0");
    }

    private static int Endless(Span<byte> buffer)
    {
        buffer.Fill((byte)'x');
        return buffer.Length;
    }

    private static string Base64(string hex) => Convert.ToBase64String(Convert.FromHexString(hex));
}
