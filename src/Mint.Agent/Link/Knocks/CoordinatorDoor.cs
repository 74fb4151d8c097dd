using Grpc.Core;
using Mint.Agent.Configuration;
using Mint.Agent.Link.Identity;
using Mint.Core.Providers;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Knocks;

/// <summary>Asks the coordinator one thing over a connection made for it: one that stands since before a change proves nothing of after it.</summary>
internal sealed class CoordinatorDoor(AgentOptions options, TimeProvider time)
{
    /// <summary>Whether a coordinator is configured.</summary>
    public bool Exists => options.Coordinator is not null;

    /// <summary>Asks.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="within">How long all of it may take, the connection included.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The answer; null and why, when there was none.</returns>
    public async Task<(T? Answer, StatusCode Code, string Reason)> AskAsync<T>(
        Func<Wire.AgentLinkService.AgentLinkServiceClient, CallOptions, AsyncUnaryCall<T>> ask, TimeSpan within, CancellationToken ct)
        where T : class
    {
        if (options.Coordinator is not { } coordinator)
        {
            return (null, StatusCode.Unavailable, "no coordinator is configured");
        }

        try
        {
            using var identity = new IdentityFiles(options.IdentityDirectory).Load();
            if (identity is null)
            {
                return (null, StatusCode.Unauthenticated, "this host is not enrolled");
            }

            using var channel = CoordinatorChannel.Open(coordinator, ServerTrust.In(identity.Authority), identity);
            using var limit = new CancellationTokenSource(within, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            using var call = ask(new Wire.AgentLinkService.AgentLinkServiceClient(channel), new CallOptions(cancellationToken: either.Token));
            return (await call.ResponseAsync, StatusCode.OK, "");
        }
        catch (RpcException failure) when (!ct.IsCancellationRequested)
        {
            return failure.StatusCode == StatusCode.Cancelled
                ? (null, StatusCode.DeadlineExceeded, $"it did not answer within {within.TotalSeconds:0} s")
                : (null, failure.StatusCode, Core.Reporting.CommitMessage.Printable(failure.Status.Detail, 300));
        }
        catch (ResourceException failure)
        {
            return (null, StatusCode.Unauthenticated, failure.Message);
        }
    }
}
