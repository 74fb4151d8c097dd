using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Peers;

/// <summary>Lets one host knock at another that wants to know whether it can be reached, whichever coordinator holds their streams.</summary>
internal sealed class KnockDesk(Database database, PeerBook book, Signals signals, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>So often a host may ask within a minute.</summary>
    internal const int MostAsked = 120;

    private const int MostDoors = 16;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Longer than a knock may take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private readonly ConcurrentDictionary<string, (string Host, TaskCompletionSource<KnockResult> Answer)> pending = new();
    private readonly KnockOrderBook orders = new();
    private IDisposable? listening;

    /// <summary>Asks another host, and waits for what came of it.</summary>
    /// <exception cref="RpcException">NOT_FOUND: no other host is connected. RESOURCE_EXHAUSTED: asked too often. INVALID_ARGUMENT.</exception>
    public async Task<CheckWayInResponse> AskAsync(string host, CheckWayInRequest request, IPAddress? from, CancellationToken ct)
    {
        if (!orders.MayAsk(host, time.GetUtcNow(), Minute, MostAsked))
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{host} asked more than {MostAsked} times within a minute"));
        }

        var order = Order(request, from);
        await using var connection = await database.OpenAsync(ct);
        var candidates = await KnockCandidate.LoadAsync(connection, host, ct);
        var own = candidates.FirstOrDefault(c => c.Name == host);
        var peer = orders.Choose(host, own, candidates.Where(c => c.Name != host && (order.MeshAddresses.Count == 0 || book.Now.Share(host, c.Name))), book.Now, time.GetUtcNow());
        if (peer is null)
        {
            throw new RpcException(new Status(StatusCode.NotFound, order.MeshAddresses.Count == 0 ? "no other host is connected" : "no other member of its networks is connected"));
        }

        var result = await SendAsync(peer.Name, order, ct);
        var name = peer.Customer == own?.Customer ? peer.Name : "";
        return result is null
            ? new CheckWayInResponse { Peer = name, Refusal = $"it gave no answer within {Patience.TotalSeconds:0} s" }
            : new CheckWayInResponse { Peer = name, Refusal = result.Refusal, Knocks = { result.Knocks.Take(MostDoors) } };
    }

    /// <summary>A host says what came of it. Only from the host that was asked it counts.</summary>
    public async Task TakeAsync(string host, KnockResult result, CancellationToken ct)
    {
        if (!Complete(host, result))
        {
            await signals.SendAsync(new Signal(SignalTopics.Knocked, $"{host} {Convert.ToBase64String(result.ToByteArray())}"), ct);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        listening = signals.Listen(Hear);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => listening?.Dispose();

    private async Task<KnockResult?> SendAsync(string peer, KnockOrder order, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<KnockResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[order.Id] = (peer, answer);
        try
        {
            await signals.SendAsync(new Signal(SignalTopics.Knock, $"{peer} {Convert.ToBase64String(order.ToByteArray())}"), ct);
            return await answer.Task.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            pending.TryRemove(order.Id, out _);
        }
    }

    private Task Hear(Signal signal)
    {
        if (signal.Topic == SignalTopics.Knocked && signal.Body.Split(' ') is [var host, var result])
        {
            Complete(host, KnockResult.Parser.ParseFrom(Convert.FromBase64String(result)));
        }

        return Task.CompletedTask;
    }

    private bool Complete(string host, KnockResult result) =>
        pending.TryGetValue(result.Id, out var asked) && asked.Host == host && asked.Answer.TrySetResult(result);

    private static KnockOrder Order(CheckWayInRequest request, IPAddress? from)
    {
        var addresses = request.Addresses.ToList();
        if (request.MeshAddresses.Count == 0 && from is not null && !IPAddress.IsLoopback(from) && !addresses.Contains(from.ToString()))
        {
            addresses.Add(from.ToString());
        }

        var doors = (addresses.Count + request.MeshAddresses.Count) * request.SshPorts.Count;
        if (doors is 0 or > MostDoors || request.SshPorts.Any(p => p is 0 or > ushort.MaxValue)
            || !addresses.Concat(request.MeshAddresses).All(a => a.Length <= 64 && IPAddress.TryParse(a, out _)))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"there are 1 to {MostDoors} doors, each an address and a port"));
        }

        return new KnockOrder { Id = Guid.NewGuid().ToString("N"), Addresses = { addresses }, SshPorts = { request.SshPorts }, MeshAddresses = { request.MeshAddresses } };
    }
}
