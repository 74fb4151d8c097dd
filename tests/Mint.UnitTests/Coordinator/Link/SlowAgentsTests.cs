using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Link;

/// <summary>Agents that hold a stream and don't do their part.</summary>
public sealed class SlowAgentsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task Hello_NeverSaid_EndsTheStreamInTime()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var coordinator = await TestFleet.StartAsync(time);
        await coordinator.EnrolAsync("acme-01", "nova-01");
        using var mute = coordinator.Connect("acme-01");
        var ended = mute.EndAsync();
        time.Advance(TimeSpan.FromSeconds(14));
        using var honest = coordinator.Connect("nova-01");
        await honest.GreetAsync(TestStream.Hello(sentAt: time.GetUtcNow()));
        Assert.That(ended.IsCompleted, Is.False);

        // When the mute one's call was taken, and its time began, can't be seen from here; a busy machine takes it late.
        for (var second = 0; !ended.IsCompleted && second < 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(ended, Task.Delay(50));
        }

        Assert.That(await ended, Is.EqualTo(new Status(StatusCode.DeadlineExceeded, "no hello within 15 s")));
        await honest.SendAsync(TestStream.Events(1, 1));
        Assert.That((await honest.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul));
    }

    [Test]
    public async Task Messages_NeverRead_EndTheStreamAndNobodyElseWaits()
    {
        await using var coordinator = await TestFleet.StartAsync();
        await coordinator.EnrolAsync("acme-01", "nova-01");
        using var deaf = await DeafAgent.ConnectAsync(coordinator.Address, "acme-01");
        await WaitAsync(coordinator, connected: true);
        using var honest = coordinator.Connect("nova-01");
        await honest.GreetAsync();
        var signals = coordinator.Services.GetRequiredService<Signals>();
        using var patience = new CancellationTokenSource(Patience);
        for (var n = 0; await IsConnectedAsync(coordinator); n++)
        {
            coordinator.Releases.Release = new RolloutRelease { Commit = FakeCommits.Head, Reason = $"{n} {new string('x', 4_000)}" };
            await signals.SendAsync(new Signal(SignalTopics.Rollout, ""), patience.Token);
            Assert.That((await honest.NextAsync()).RolloutRelease.Reason, Does.StartWith($"{n} "), "each is told while the other does not listen");
        }

        await honest.SendAsync(TestStream.Events(1, 1));
        Assert.That((await honest.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul));
        await deaf.EndAsync(patience.Token);
    }

    private static async Task WaitAsync(TestFleet coordinator, bool connected)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await IsConnectedAsync(coordinator) != connected)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task<bool> IsConnectedAsync(TestFleet coordinator) =>
        await coordinator.ScalarAsync<string>("SELECT connected_to FROM hosts WHERE name = 'acme-01'") != "";

    /// <summary>An agent on a bare socket: it says hello and then grants not a byte more than HTTP/2 begins with.</summary>
    private sealed class DeafAgent : IDisposable
    {
        private const byte Data = 0;
        private const byte Headers = 1;
        private const byte Settings = 4;

        private readonly TcpClient client = new();

        public static async Task<DeafAgent> ConnectAsync(Uri address, string host)
        {
            var agent = new DeafAgent();
            await agent.client.ConnectAsync(System.Net.IPAddress.Loopback, address.Port);
            var stream = agent.client.GetStream();
            await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            await stream.WriteAsync(Frame(Settings, 0, 0, []));
            byte[] headers =
            [
                .. Header(":method", "POST"), .. Header(":scheme", "http"), .. Header(":path", "/mint.v1.AgentLinkService/Connect"), .. Header(":authority", "localhost"),
                .. Header("content-type", "application/grpc"), .. Header("te", "trailers"), .. Header("agent-host", host),
            ];
            await stream.WriteAsync(Frame(Headers, 4, 1, headers));
            var hello = new ConnectRequest { Hello = TestStream.Hello() }.ToByteArray();
            await stream.WriteAsync(Frame(Data, 0, 1, [0, 0, 0, (byte)(hello.Length >> 8), (byte)hello.Length, .. hello]));
            return agent;
        }

        /// <summary>Waits until the other side cuts the connection.</summary>
        public async Task EndAsync(CancellationToken ct)
        {
            try
            {
                var buffer = new byte[65_536];
                while (await client.GetStream().ReadAsync(buffer, ct) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Cut rather than closed.
            }
        }

        public void Dispose() => client.Dispose();

        private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
        {
            var frame = new byte[9 + payload.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
            (frame[3], frame[4]) = (type, flags);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
            payload.CopyTo(frame, 9);
            return frame;
        }

        // A literal that is put into no table, without Huffman coding.
        private static byte[] Header(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
    }
}
