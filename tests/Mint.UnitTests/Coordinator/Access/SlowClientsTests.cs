using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Access;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>
/// Who connects and then takes its time, on real sockets. The limits are short here; Kestrel looks at its own once a second and grants one
/// more, so that is how long a test of them takes.
/// </summary>
public sealed class SlowClientsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private TestCoordinator coordinator = null!;

    [SetUp]
    public async Task Start() => coordinator = await new TestCoordinator
    {
        Configure = services => services.AddSingleton(new ConnectionLimits { Handshake = Short, RequestHeaders = Short, KeepAlive = Short }),
    }.StartAsync();

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public void Limits_OfACoordinator_AreTheseUnlessATestShortensThem() => Assert.That(new ConnectionLimits(), Is.EqualTo(new ConnectionLimits
    {
        Handshake = TimeSpan.FromSeconds(10),
        RequestHeaders = TimeSpan.FromSeconds(10),
        KeepAlive = TimeSpan.FromSeconds(60),
        PingDelay = TimeSpan.FromSeconds(30),
        PingTimeout = TimeSpan.FromSeconds(20),
    }));

    [Test]
    public async Task Handshake_NeverFinished_IsCutOffOnBothSides()
    {
        // Nothing at all, and the first half of a hello.
        byte[][] sent = [[], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]];
        var clients = new List<TcpClient>();
        foreach (var address in new[] { coordinator.Agents, coordinator.Api })
        {
            foreach (var bytes in sent)
            {
                clients.Add(await DialAsync(address));
                await clients[^1].GetStream().WriteAsync(bytes);
            }
        }

        await Task.WhenAll(clients.Select(c => EndAsync(c.GetStream())));
        clients.ForEach(c => c.Dispose());
    }

    [Test]
    public async Task Connection_ThatSaysNothing_IsCutOffAndOthersAreServedMeanwhile()
    {
        using var certificate = await coordinator.EnrolAsync("web-01");
        var token = await coordinator.ApiTokenAsync("anna", Role.Viewer);
        var silent = new List<SslStream>();
        for (var n = 0; n < 20; n++)
        {
            silent.Add(await TlsAsync(coordinator.Agents, SslApplicationProtocol.Http2));
            silent.Add(await TlsAsync(coordinator.Api, SslApplicationProtocol.Http2));
            silent.Add(await TlsAsync(coordinator.Api, SslApplicationProtocol.Http11));
        }

        var ends = silent.Select(EndAsync).ToList();
        using var call = new AgentLinkService.AgentLinkServiceClient(coordinator.Channel(coordinator.Agents, certificate)).Connect();
        await call.RequestStream.WriteAsync(new ConnectRequest { Hello = TestStream.Hello(machine: "0123456789abcdef") });
        Assert.That(await call.ResponseStream.MoveNext(CancellationToken.None), Is.True);
        var fleet = await new FleetService.FleetServiceClient(coordinator.Channel(coordinator.Api)).GetFleetAsync(new GetFleetRequest(), ApiCoordinator.Bearer(token));
        Assert.That(fleet.States.Sum(s => s.Hosts), Is.EqualTo(1));
        Assert.That(ends, Has.Some.Property("IsCompleted").False, "they were served while the silent ones were there");

        await Task.WhenAll(ends);
        await call.RequestStream.WriteAsync(new ConnectRequest { EventBatch = TestStream.Events(1, 1) });
        Assert.That(await call.ResponseStream.MoveNext(CancellationToken.None), Is.True, "a stream that rests is not a silent connection");
        Assert.That(call.ResponseStream.Current.EventAcknowledgement.Sequence, Is.EqualTo(1ul));
        silent.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task Headers_ByteByByte_AreCutOff()
    {
        using var stream = await TlsAsync(coordinator.Api, SslApplicationProtocol.Http11);
        using var dripping = new CancellationTokenSource();
        var drip = DripAsync(stream, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", dripping.Token);
        var answer = await EndAsync(stream);
        await dripping.CancelAsync();
        await drip;

        Assert.That(answer, Does.StartWith("HTTP/1.1 408 "));
    }

    [Test]
    public async Task Headers_OfHttp2ThatNeverEnd_AreCutOff()
    {
        using var stream = await TlsAsync(coordinator.Agents, SslApplicationProtocol.Http2);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
        // HEADERS of stream 1 without END_HEADERS; the CONTINUATION never comes.
        await stream.WriteAsync(new byte[] { 0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82 });

        await EndAsync(stream);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Connection_ThatOnlyPings_IsCutOff(bool agents)
    {
        using var stream = await TlsAsync(agents ? coordinator.Agents : coordinator.Api, SslApplicationProtocol.Http2);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
        using var pinging = new CancellationTokenSource();
        var pings = PingAsync(stream, pinging.Token);
        await EndAsync(stream);
        await pinging.CancelAsync();
        await pings;
    }

    private static async Task PingAsync(Stream stream, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await stream.WriteAsync(new byte[] { 0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 }, ct);
                await Task.Delay(100, ct);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
        }
    }

    // Byte by byte, for as long as somebody takes them.
    private static async Task DripAsync(Stream stream, string text, CancellationToken ct)
    {
        try
        {
            for (var n = 0; ; n++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes([n < text.Length ? text[n] : 'x']), ct);
                await stream.FlushAsync(ct);
                await Task.Delay(20, ct);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
        }
    }

    private static async Task<TcpClient> DialAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, address.Port);
        return client;
    }

    private static async Task<SslStream> TlsAsync(Uri address, SslApplicationProtocol protocol)
    {
        var stream = new SslStream((await DialAsync(address)).GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [protocol] });
        return stream;
    }

    // What was said until the other side ended it.
    private static async Task<string> EndAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(Soon);
        var (heard, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is var count and > 0)
            {
                heard.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // Cut rather than closed.
        }

        return heard.ToString();
    }
}
