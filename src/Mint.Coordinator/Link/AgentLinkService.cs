using System.Data.Common;
using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Peers;
using Mint.Coordinator.Rollouts;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>The agents' side: one stream each. A message is acknowledged once it is on disk, and not before.</summary>
internal sealed partial class AgentLinkService(
    IAgentIdentities identities,
    Admission admission,
    Sessions sessions,
    Intake intake,
    Presence presence,
    IReleases releases,
    ReconnectSpread spread,
    PeerBook peers,
    KnockDesk knocks,
    Closings closings,
    ChangeNews news,
    IngestMetrics metrics,
    CoordinatorOptions options,
    TimeProvider time,
    ILogger<AgentLinkService> logger) : Mint.Protocol.V1.AgentLinkService.AgentLinkServiceBase
{
    /// <summary>How long a caller may take to say who it is.</summary>
    private static readonly TimeSpan Introduction = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override async Task Connect(IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
    {
        using var session = new AgentSession(identities.Of(context), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, session.Ended);
        var pumping = Task.CompletedTask;
        try
        {
            await WelcomeAsync(session, await HelloAsync(requestStream, session, either.Token), context, either.Token);
            pumping = session.PumpAsync(responseStream, either.Token);
            await ReadAsync(requestStream, session, either.Token);
        }
        catch (DbException away)
        {
            LogStore(session.Agent.Host, away.Message);
            throw new RpcException(new Status(StatusCode.Unavailable, "the coordinator's store can't be reached; nothing is lost, try again"));
        }
        catch (Exception) when (session.Reason is not null)
        {
            CutOffIfDeaf(session, context);
            throw new RpcException(session.Reason.Value);
        }
        catch (Exception gone) when (context.CancellationToken.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            LogGone(session.Agent.Host);
        }
        finally
        {
            await CloseAsync(session, pumping);
        }
    }

    /// <inheritdoc/>
    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context)
    {
        presence.Hear(identities.Of(context).Host);
        return Task.FromResult(new PingResponse());
    }

    /// <inheritdoc/>
    public override async Task<CheckWayInResponse> CheckWayIn(CheckWayInRequest request, ServerCallContext context)
    {
        try
        {
            return await knocks.AskAsync(identities.Of(context).Host, request, RemoteOf(context), context.CancellationToken);
        }
        catch (DbException away)
        {
            LogStore(identities.Of(context).Host, away.Message);
            throw new RpcException(new Status(StatusCode.Unavailable, "the coordinator's store can't be reached"));
        }
    }

    private static IPAddress? RemoteOf(ServerCallContext context) =>
        context.GetHttpContext().Connection.RemoteIpAddress is { } address ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;

    private async Task<Hello> HelloAsync(IAsyncStreamReader<ConnectRequest> stream, AgentSession session, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Introduction, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            if (await stream.MoveNext(either.Token) && stream.Current is { MessageCase: ConnectRequest.MessageOneofCase.Hello } first)
            {
                metrics.Message(first.CalculateSize());
                return MessageLimits.Fault(first) is { } fault ? throw Refused(session, StatusCode.InvalidArgument, fault) : first.Hello;
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw Refused(session, StatusCode.DeadlineExceeded, $"no hello within {Introduction.TotalSeconds:0} s");
        }

        throw Refused(session, StatusCode.InvalidArgument, "the first message is a hello");
    }

    private async Task WelcomeAsync(AgentSession session, Hello hello, ServerCallContext context, CancellationToken ct)
    {
        var admitted = await admission.AdmitAsync(session.Agent, session.Id, hello, ct);
        if (admitted.Refusal is { } reason || admitted.Before is not { } before)
        {
            throw Refused(session, StatusCode.PermissionDenied, admitted.Refusal ?? "");
        }

        (session.Ledger, session.StateHash) = (hello.LedgerId, before.StateHash);
        await sessions.AddAsync(session, ct);
        presence.Hear(session.Agent.Host);
        var known = before.StateHash.Length > 0 && before.StateHash == hello.StateHash;
        session.AwaitsReport = !known;
        session.Send(new ConnectResponse
        {
            Welcome = new Welcome
            {
                AcknowledgedSequence = (ulong)admitted.Acknowledged,
                StateKnown = known,
                WitnessedCommit = before.WitnessedCommit,
                HeartbeatEvery = Duration.FromTimeSpan(options.HeartbeatEvery),
                RolloutRelease = session.Welcomed(releases.For(session.Agent.Host)),
                SentAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
                ReconnectWithin = Duration.FromTimeSpan(await spread.GetAsync(ct)),
                SeenAddress = RemoteOf(context)?.ToString() ?? "",
            },
        });
        session.TellPeers(peers);
        news.Changed(session.Agent.Host);
        LogWelcome(session.Agent.Host, hello.AgentVersion);
    }

    private async Task ReadAsync(IAsyncStreamReader<ConnectRequest> stream, AgentSession session, CancellationToken ct)
    {
        while (await stream.MoveNext(ct))
        {
            var message = stream.Current;
            metrics.Message(message.CalculateSize());
            if (MessageLimits.Fault(message) is { } fault)
            {
                throw Refused(session, StatusCode.InvalidArgument, fault);
            }

            await intake.TakeAsync(session, message, ct);
        }
    }

    // Who does not read would not read the end either: until then the server would keep for it what was sent, for as long as it likes.
    private static void CutOffIfDeaf(AgentSession session, ServerCallContext context)
    {
        if (session.Reason is { StatusCode: StatusCode.ResourceExhausted })
        {
            context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        }
    }

    private async Task CloseAsync(AgentSession session, Task pumping)
    {
        session.End(new Status(StatusCode.OK, "ended"));
        await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        sessions.Remove(session);
        await closings.CloseAsync(session);
    }

    private RpcException Refused(AgentSession session, StatusCode code, string reason)
    {
        metrics.Reject(code == StatusCode.PermissionDenied ? "not-admitted" : code == StatusCode.DeadlineExceeded ? "late" : "malformed");
        LogRefused(session.Agent.Host, reason);
        return new RpcException(new Status(code, reason));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Host} is connected, agent {Version}")]
    private partial void LogWelcome(string host, string version);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Host} is gone")]
    private partial void LogGone(string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of {Host} was refused: {Reason}")]
    private partial void LogRefused(string host, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What {Host} sent can't be stored: {Reason}")]
    private partial void LogStore(string host, string reason);
}
