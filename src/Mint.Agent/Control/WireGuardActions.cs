using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Agent.Link.Mesh;
using Mint.Agent.Link.Peers;
using Mint.Agent.Loop;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Modules.WireGuard;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Control;

/// <summary>What a person at the host sees and does of its WireGuard networks.</summary>
internal sealed class WireGuardActions(MeshLook look, PeerKeeper peers, AgentLoop loop, IHost host, TimeProvider time)
{
    private const int LongestName = 100;
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How they stand.</summary>
    public Wire.GetWireGuardResponse Read() => new() { Networks = { look.Read() } };

    /// <summary>Makes a new key, and lets it follow once the others have heard of it.</summary>
    public async Task<Wire.RotateWireGuardResponse> RotateAsync(Wire.RotateWireGuardRequest request, CancellationToken ct)
    {
        var delay = Delay(request.Delay);
        var network = request.Network.Length > 0 ? request.Network : OnlyOne();
        if (peers.WhyNotRotate(network) is { } reason)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, reason));
        }

        var key = await MakeAsync(network, ct);
        var at = time.GetUtcNow() + delay;
        var who = CommitMessage.Printable(request.Who, LongestName);
        return peers.Rotate(network, key, at, who.Length == 0 ? "somebody" : who) is { } late
            ? throw new RpcException(new Status(StatusCode.FailedPrecondition, late))
            : new Wire.RotateWireGuardResponse { Network = network, PublicKey = key, SwitchAt = Timestamp.FromDateTimeOffset(at) };
    }

    private async Task<string> MakeAsync(string network, CancellationToken ct)
    {
        await loop.Gate.WaitAsync(ct);
        try
        {
            return await WireGuardKeys.MakeNextAsync(host, network, ct);
        }
        catch (ResourceException failure)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, failure.Message));
        }
        finally
        {
            loop.Gate.Release();
        }
    }

    private string OnlyOne() => peers.Read().Own?.Networks is [var only]
        ? only.Network
        : throw new RpcException(new Status(StatusCode.InvalidArgument, "say which network: this host is in none, or in more than one"));

    private static TimeSpan Delay(Duration? asked)
    {
        var delay = asked is null || asked.Seconds == 0 ? Usual : TimeSpan.FromSeconds(asked.Seconds);
        return delay >= Shortest && delay <= Longest
            ? delay
            : throw new RpcException(new Status(StatusCode.InvalidArgument, "the others need 5 s to 1 h to hear of a new key"));
    }
}
