using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Protocol.V1;
using Mint.UnitTests.Coordinator.Access;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Link;

/// <summary>An agent in wrong hands, on the whole coordinator with real certificates.</summary>
public sealed class HostileAgentTests
{
    private TestCoordinator coordinator = null!;
    private X509Certificate2 evil = null!;
    private X509Certificate2 honest = null!;

    [SetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        (evil, honest) = (await coordinator.EnrolAsync("web-66"), await coordinator.EnrolAsync("web-01"));
    }

    [TearDown]
    public async Task Stop()
    {
        await coordinator.DisposeAsync();
        evil.Dispose();
        honest.Dispose();
    }

    [Test]
    public async Task Reports_ThatNameAnotherHost_CountForTheCertificatesHost()
    {
        // What an agent says of itself in headers and text is nobody's name.
        using var call = Connect(evil, new Metadata { { "agent-host", "web-01" }, { "host-name", "web-01" } });
        await GreetAsync(call);
        var report = TestStream.Report("h-evil", "failed", TestStream.Concern("host/web-01", "failed"));
        await SendAsync(call, new ConnectRequest { FullReport = report });
        var batch = TestStream.Events(1, 1);
        batch.Events[0].Summary = "web-01: all is lost";
        await SendAsync(call, new ConnectRequest { EventBatch = batch });

        var token = await coordinator.ApiTokenAsync("anna", Role.Viewer);
        var fleet = new FleetService.FleetServiceClient(coordinator.Channel(coordinator.Api));
        var events = await fleet.ListEventsAsync(new ListEventsOfFleetRequest { Filter = "kind:drift" }, ApiCoordinator.Bearer(token));
        Assert.That(events.Events.Select(e => e.Host), Is.EqualTo(new[] { "web-66" }));
        var named = await fleet.GetHostAsync(new GetHostRequest { Host = "web-01" }, ApiCoordinator.Bearer(token));
        Assert.That((named.Host.State, named.Concerns.Count, named.Host.Connected), Is.EqualTo(("absent", 0, false)), "it never said a word");
    }

    [Test]
    public async Task Stream_WithoutACertificate_IsRefused()
    {
        using var call = Connect(null, new Metadata { { "agent-host", "web-01" } });

        Assert.That((await EndAsync(call)).StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task Message_LargerThanFourMegabytes_EndsTheStreamAndNoOther()
    {
        using var other = Connect(honest);
        await GreetAsync(other);
        using var call = Connect(evil);
        await GreetAsync(call);
        var report = TestStream.Report("h");
        report.Summary.RefusedReason = new string('x', 5 * 1024 * 1024);
        // The stream may end while it is being sent.
        await call.RequestStream.WriteAsync(new ConnectRequest { FullReport = report }).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That((await EndAsync(call)).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That((await SendAsync(other, new ConnectRequest { EventBatch = TestStream.Events(1, 1) })).EventAcknowledgement.Sequence, Is.EqualTo(1ul));
    }

    [TestCase("/mint.v1.AgentLinkService/Connect", true)]
    [TestCase("/mint.v1.EnrolmentService/Enrol", false)]
    public async Task Message_ThatAnnouncesAGigabyte_IsRefusedBeforeItComes(string path, bool known)
    {
        var answer = await PostAsync(path, known ? evil : null, [0, 0x40, 0, 0, 0, 1, 2, 3]);

        Assert.That(answer, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [TestCase("/mint.v1.AgentLinkService/Connect", true)]
    [TestCase("/mint.v1.EnrolmentService/Enrol", false)]
    public async Task Message_ThatUnpacksToMuch_IsNotUnpacked(string path, bool known)
    {
        // 64 MB of one letter in 64 KB; a gigabyte would be one of the allowed megabytes.
        var text = new EnrolRequest { Token = new string('x', 64 * 1024 * 1024) }.ToByteArray();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        var (bomb, before) = (packed.ToArray(), GC.GetTotalAllocatedBytes());
        var answer = await PostAsync(path, known ? evil : null, [1, 0, (byte)(bomb.Length >> 16), (byte)(bomb.Length >> 8), (byte)bomb.Length, .. bomb], "gzip");

        Assert.That(answer, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(32 * 1024 * 1024));
    }

    [Test]
    public async Task Events_ReplayedAndOutOfOrder_AreStoredOnceAndTakeNothingBack()
    {
        using (var call = Connect(evil))
        {
            await GreetAsync(call);
            foreach (var (first, count) in new[] { (10, 3), (1, 2), (10, 3), (2, 9) })
            {
                var acknowledged = await SendAsync(call, new ConnectRequest { EventBatch = TestStream.Events(first, count) });
                Assert.That(acknowledged.EventAcknowledgement.Sequence, Is.EqualTo((ulong)(first + count - 1)));
            }
        }

        using var again = Connect(evil);
        Assert.That((await GreetAsync(again)).Welcome.AcknowledgedSequence, Is.EqualTo(12ul));
        Assert.That((await coordinator.EventsAsync("drift")).Select(e => e.Split('|')[2]).Order(StringComparer.Ordinal), Is.EqualTo(Enumerable.Range(1, 12).Select(n => $"event {n}").Order(StringComparer.Ordinal)));
    }

    private AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> Connect(X509Certificate2? certificate, Metadata? headers = null) =>
        new AgentLinkService.AgentLinkServiceClient(coordinator.Channel(coordinator.Agents, certificate)).Connect(headers);

    private async Task<ConnectResponse> GreetAsync(AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call) =>
        await SendAsync(call, new ConnectRequest { Hello = TestStream.Hello(machine: "0123456789abcdef", sentAt: coordinator.Time.GetUtcNow()) });

    private static async Task<ConnectResponse> SendAsync(AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call, ConnectRequest message)
    {
        await call.RequestStream.WriteAsync(message);
        Assert.That(await call.ResponseStream.MoveNext(CancellationToken.None), Is.True);
        return call.ResponseStream.Current;
    }

    private static async Task<Status> EndAsync(AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
            }

            return call.GetStatus();
        }
        catch (RpcException ended)
        {
            return ended.Status;
        }
    }

    // A body as it stands, which no client's library would send.
    private async Task<StatusCode> PostAsync(string path, X509Certificate2? certificate, byte[] body, string? packed = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(coordinator.Agents, path))
        {
            Version = HttpVersion.Version20,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { { "te", "trailers" } },
        };
        if (packed is not null)
        {
            request.Headers.Add("grpc-encoding", packed);
        }

        using var answer = await coordinator.Http(certificate).SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return (StatusCode)int.Parse((answer.TrailingHeaders.Concat(answer.Headers).First(h => h.Key == "grpc-status")).Value.First(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
