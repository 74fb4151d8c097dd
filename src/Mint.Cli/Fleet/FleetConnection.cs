using Grpc.Core;
using Grpc.Net.Client;

namespace Mint.Cli.Fleet;

/// <summary>A channel to the coordinator: asks with the token and a deadline, and words what goes wrong.</summary>
internal sealed class FleetConnection : IDisposable
{
    private const int MaxMessageBytes = 64 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly CoordinatorAccess access;
    private readonly CoordinatorTrust trust;
    private readonly TimeProvider clock;
    private readonly Metadata headers;

    /// <summary>Makes one; nothing is connected before the first question.</summary>
    public FleetConnection(CoordinatorAccess access, TimeProvider clock)
    {
        (this.access, this.clock) = (access, clock);
        trust = new CoordinatorTrust(access.Authorities);
        headers = new Metadata { { "authorization", $"Bearer {access.Token}" } };
        Channel = GrpcChannel.ForAddress(access.Url, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = trust.Options(), ConnectTimeout = ConnectLimit, EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
        });
    }

    /// <summary>The channel, to make clients of.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Asks one question.</summary>
    /// <exception cref="CommandException">There was no answer, or it is a refusal.</exception>
    public async Task<T> AskAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> ask, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var call = ask(new CallOptions(headers, cancellationToken: both.Token));
            return await call.ResponseAsync;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw Slow();
        }
        catch (RpcException e)
        {
            throw Explain(e, ct);
        }
    }

    /// <summary>What to call a stream with: the token, and no deadline.</summary>
    public CallOptions StreamOptions(CancellationToken ct) => new(headers, cancellationToken: ct);

    /// <summary>A failed call, as a person can act on it.</summary>
    /// <exception cref="OperationCanceledException">It failed because the caller gave up.</exception>
    public CommandException Explain(RpcException failure, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new FleetFailure(access.Url, access.Authorities is not null, trust.Errors, access.IsLogin).Explain(failure);
    }

    /// <inheritdoc/>
    public void Dispose() => Channel.Dispose();

    private CommandException Slow() =>
        new($"{access.Url.Authority} did not answer within {Limit.TotalSeconds:0} s.", "It may be very busy; try again, or ask for less (--limit, a filter).") { IsTransient = true };
}
