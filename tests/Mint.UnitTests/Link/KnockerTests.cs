using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Link.Knocks;
using NUnit.Framework;
using Wire = Mint.Protocol.V1;

namespace Mint.UnitTests.Link;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KnockerTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<string> tried = [];

    [Test]
    public void Take_Order_TriesEachDoorAndAnswers()
    {
        var knocker = Knocker();
        knocker.Take(new Wire.KnockOrder { Id = "1", Addresses = { "203.0.113.7" }, SshPorts = { 22, 2222 }, MeshAddresses = { "10.90.0.1" } });
        var result = knocker.Next()?.KnockResult;

        Assert.That(tried, Is.EquivalentTo(new[] { "203.0.113.7:22", "203.0.113.7:2222", "10.90.0.1:22", "10.90.0.1:2222" }));
        Assert.That(result?.Knocks.Select(k => (k.Address, k.Port, k.Answered, k.Reason)), Has.Member(("203.0.113.7", 22u, true, "")).And.Member(("10.90.0.1", 2222u, false, "refused")));
        Assert.That(knocker.Next(), Is.Null);
    }

    [TestCase("127.0.0.1", 22u)]
    [TestCase("::1", 22u)]
    [TestCase("169.254.169.254", 80u)]
    [TestCase("fe80::1", 22u)]
    [TestCase("::ffff:127.0.0.1", 22u)]
    [TestCase("0.0.0.0", 22u)]
    [TestCase("224.0.0.1", 22u)]
    [TestCase("example.org", 22u)]
    [TestCase("203.0.113.7", 0u)]
    [TestCase("203.0.113.7", 65536u)]
    public void Take_DoorOfNoOtherHost_IsRefused(string address, uint port)
    {
        var knocker = Knocker();
        knocker.Take(new Wire.KnockOrder { Id = "1", Addresses = { "203.0.113.8", address }, SshPorts = { port } });

        Assert.That((tried.Count, knocker.Next()?.KnockResult.Refusal.Length > 0), Is.EqualTo((0, true)));
    }

    [TestCase(17, 1)]
    [TestCase(9, 2)]
    [TestCase(0, 1)]
    [TestCase(1, 0)]
    public void Take_TooManyDoorsOrNone_IsRefused(int addresses, int ports)
    {
        var knocker = Knocker();
        knocker.Take(new Wire.KnockOrder { Id = "1", Addresses = { Enumerable.Range(1, addresses).Select(n => $"203.0.113.{n}") }, SshPorts = { Enumerable.Range(1, ports).Select(n => (uint)n) } });

        Assert.That((tried.Count, knocker.Next()?.KnockResult.Refusal), Is.EqualTo((0, "an order has 1 to 16 doors")));
    }

    [Test]
    public void Take_TooOften_IsRefusedUntilAMinuteIsOver()
    {
        var knocker = Knocker();
        for (var n = 0; n <= global::Mint.Agent.Link.Knocks.Knocker.MostOrders; n++)
        {
            Order(knocker);
        }

        Assert.That((tried.Count, Results(knocker)[^1].Refusal), Is.EqualTo((global::Mint.Agent.Link.Knocks.Knocker.MostOrders, "it was asked more than 120 times within a minute")));
        time.Advance(TimeSpan.FromSeconds(61));
        Order(knocker);
        Assert.That(Results(knocker).Single().Refusal, Is.Empty);
    }

    [TestCase("")]
    [TestCase("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Take_NoId_IsPassedOver(string id)
    {
        var knocker = Knocker();
        knocker.Take(new Wire.KnockOrder { Id = id, Addresses = { "203.0.113.8" }, SshPorts = { 22 } });

        Assert.That((tried.Count, knocker.Next()), Is.EqualTo((0, (Wire.ConnectRequest?)null)));
    }

    [TestCase("SSH-2.0-OpenSSH_9.2\r\n", null)]
    [TestCase("220 mail.example.org ESMTP\r\n", "something else than an SSH server answers")]
    [TestCase("", "something else than an SSH server answers")]
    public async Task Greeting_OfAServer_IsReadAndNothingIsSent(string greeting, string? reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var knocking = SshGreeting.Knock((IPEndPoint)listener.LocalEndpoint, CancellationToken.None);
        using var caller = await listener.AcceptTcpClientAsync();
        await caller.Client.SendAsync(System.Text.Encoding.ASCII.GetBytes(greeting));
        caller.Client.Shutdown(SocketShutdown.Send);

        // What the caller sends is read before it is looked at whether the other side is gone.
        var sent = await ReadAsync(caller);

        Assert.That((await knocking, sent), Is.EqualTo((reason, 0)));
    }

    [Test]
    public async Task Greeting_NobodyListens_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var door = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();

        Assert.That(await SshGreeting.Knock(door, CancellationToken.None), Is.EqualTo("refused"));
    }

    private static async Task<int> ReadAsync(TcpClient caller)
    {
        try
        {
            return await caller.Client.ReceiveAsync(new byte[8]);
        }
        catch (SocketException)
        {
            return 0; // it was closed with something unread
        }
    }

    private static void Order(Knocker knocker) => knocker.Take(new Wire.KnockOrder { Id = "1", Addresses = { "203.0.113.8" }, SshPorts = { 22 } });

    private static List<Wire.KnockResult> Results(Knocker knocker)
    {
        var results = new List<Wire.KnockResult>();
        while (knocker.Next()?.KnockResult is { } result)
        {
            results.Add(result);
        }

        return results;
    }

    private Knocker Knocker() => new(
        (door, _) =>
        {
            tried.Add(door.ToString());
            return Task.FromResult(door.Address.ToString().StartsWith("10.", StringComparison.Ordinal) ? "refused" : null);
        },
        time,
        NullLogger<Knocker>.Instance);
}
