using System.Net.Sockets;
using Grpc.Core;
using Mint.Agent.Configuration;
using Mint.Agent.Link.Identity;
using Mint.Agent.Link.Reports;
using Mint.Agent.Loop;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Polly;
using Polly.Retry;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>
/// Holds a stream to the coordinator, for ever again. The agent needs nothing of it to do its job: whatever goes wrong here is told, and tried
/// again later.
/// </summary>
internal sealed partial class LinkService(
    AgentOptions options,
    LinkState link,
    AgentState state,
    HostBoard board,
    ILedger ledger,
    Outbox outbox,
    HostReporter reporter,
    IEnumerable<ILinkVoice> voices,
    LinkOrders orders,
    CommitIntake intake,
    MachineIdPath machineIdPath,
    LinkTiming timing,
    TimeProvider time,
    ILoggerFactory loggers) : BackgroundService
{
    private const int LongestReason = 500;

    private readonly ILogger<LinkService> logger = loggers.CreateLogger<LinkService>();
    private readonly LinkBackoff backoff = new(timing);
    private readonly Bell bell = new(time);
    private readonly IReadOnlyList<ILinkVoice> all = [.. voices];
    private readonly IdentityFiles files = new(options.IdentityDirectory);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (link.Coordinator is not { } coordinator)
        {
            return;
        }

        await intake.Recovered.WaitAsync(stoppingToken);
        board.Changed += Ring;
        state.Changed += Ring;
        ledger.EventsRecorded += Ring;
        foreach (var voice in all)
        {
            voice.Changed += Ring;
        }

        try
        {
            await Task.Delay(timing.First * Random.Shared.NextDouble(), time, stoppingToken);
            await ForEver().ExecuteAsync(async ct => await HoldAsync(coordinator, ct), stoppingToken);
        }
        catch (Exception failure) when (failure is RpcException or LinkException && stoppingToken.IsCancellationRequested)
        {
            // What a cancelled call comes to, or what went wrong in that moment; the agent stops.
        }
        finally
        {
            board.Changed -= Ring;
            state.Changed -= Ring;
            ledger.EventsRecorded -= Ring;
            foreach (var voice in all)
            {
                voice.Changed -= Ring;
            }
        }
    }

    private void Ring(object? sender, EventArgs news) => bell.Ring();

    // Every failure, bugs of ours included: none of them may end the daemon, and each is told.
    private ResiliencePipeline ForEver() => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is not null && !args.Context.CancellationToken.IsCancellationRequested),
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(args.Outcome.Exception is { } failure ? TakeDown(failure) : null),
        })
        .Build();

    private async Task HoldAsync(Uri coordinator, CancellationToken ct)
    {
        using var identity = files.Load() ?? throw new LinkException(
            $"this host is not enrolled. Ask for a token (mint host add {options.Host}), then: mint-agent enrol --token -", refused: true);
        var machine = MachineId.Read(machineIdPath.Path) ?? throw new LinkException($"this machine has no identity in {machineIdPath.Path}; make one with: systemd-machine-id-setup", refused: true);
        var trust = ServerTrust.In(identity.Authority);
        using var channel = CoordinatorChannel.Open(coordinator, trust, identity);
        using var renewal = new CertificateRenewal(identity, files, options.Host, time, loggers.CreateLogger<CertificateRenewal>());
        var began = time.GetTimestamp();
        LinkSession? session = null;
        try
        {
            using var call = new Wire.AgentLinkService.AgentLinkServiceClient(channel).Connect(cancellationToken: ct);
            var dialogue = new LinkDialogue(outbox, reporter, all, timing, time);
            session = new LinkSession(call, dialogue, orders, renewal, bell, timing, time);
            await session.RunAsync(machine, ledger, ct);
        }
        catch (RpcException failure) when (!ct.IsCancellationRequested)
        {
            throw Explain(failure, trust.Refusal, identity);
        }
        finally
        {
            backoff.Spread(session?.ReconnectWithin ?? TimeSpan.Zero);
            if (link.Standing.Up && time.GetElapsedTime(began) >= timing.Lasting)
            {
                backoff.Reset();
            }
        }
    }

    private LinkException Explain(RpcException failure, string? untrusted, HostIdentity identity)
    {
        var detail = CommitMessage.Printable(failure.Status.Detail, LongestReason);
        var anew = $"to let it in, make a token (mint host add {options.Host}), then here: mint-agent enrol --token -";
        return failure.StatusCode switch
        {
            _ when untrusted is not null => new LinkException($"it is not trusted: {untrusted}", refused: true),
            _ when identity.Certificate.NotAfter.ToUniversalTime() < time.GetUtcNow() => new LinkException(
                $"this host's certificate ended on {identity.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC; {anew}", refused: true),
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => new LinkException($"it refuses this host: {detail}; {anew}", refused: true),
            // One that is being restarted looks the same, so the pauses only grow as after any failure.
            _ when !link.Standing.Up && EndedInTheHandshake(failure.Status.DebugException) => new LinkException(
                $"it ended the connection at once: it was just stopped, does not take this host's certificate, or is no coordinator ({detail}); if it lasts, {anew}"),
            StatusCode.Unavailable => new LinkException($"it can't be reached: {detail}"),
            _ => new LinkException($"it ended the stream ({failure.StatusCode}): {detail}"),
        };
    }

    // With TLS 1.3 a server judges the client's certificate when the client already counts the handshake as done. What it then sees depends on
    // the moment: a TLS alert, an end in the middle of HTTP/2's first words, a reset. Only what never came that far looks otherwise.
    private static bool EndedInTheHandshake(Exception? failure)
    {
        if (failure is not (HttpRequestException or HttpIOException) || failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError })
        {
            return false;
        }

        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or OperationCanceledException
                || cause is SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown) })
            {
                return false;
            }
        }

        return true;
    }

    private TimeSpan TakeDown(Exception failure)
    {
        var (reason, refused) = failure switch
        {
            LinkException known => (known.Message, known.Refused),
            ResourceException known => (known.Message, true),
            _ => ($"the agent failed on the link ({failure.GetType().Name}: {failure.Message}); this is a bug of the agent", false),
        };
        var pause = backoff.Next(refused);
        if (reason == link.Standing.Reason)
        {
            LogStillDown(pause.TotalSeconds, reason);
        }
        else
        {
            LogDown(pause.TotalSeconds, reason);
        }

        link.TakeDown(reason);
        state.Warn(LinkOrders.Topic, refused ? $"The coordinator ({link.Coordinator}): {reason}" : null);
        return pause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The coordinator is away, called again in {Seconds:0} s: {Reason}")]
    private partial void LogDown(double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The coordinator is still away, called again in {Seconds:0} s: {Reason}")]
    private partial void LogStillDown(double seconds, string reason);
}
