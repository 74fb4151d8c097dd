using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mint.Protocol.V1;

namespace Mint.LoadTest;

/// <summary>
/// Speaks the agents' protocol over mutual TLS as an agent does: hello, report, events until they are acknowledged, heartbeats, and after
/// every loss a reconnect with jitter. What a real agent would do to its host it only says.
/// </summary>
internal sealed class SimulatedAgent(string host, X509Certificate2 certificate, X509Certificate2 authority, Settings settings, Tally tally) : IDisposable
{
    private static readonly TimeSpan FirstTry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly SortedDictionary<ulong, Event> outbox = [];
    private AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse>? call;
    private TimeSpan spread = TimeSpan.FromSeconds(Math.Max(FirstTry.TotalSeconds, settings.Count / 150.0));
    private ulong sequence;
    private string commit = "";
    private string hash = "";

    /// <summary>The id of the nth resource of each host.</summary>
    public static string NameOf(int n) => $"file//etc/app/part-{n:000}.conf";

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        // A fleet that is new comes as its servers are installed, not all at once.
        var pause = spread;
        var live = false;
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(pause * Random.Shared.NextDouble(), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                using var channel = GrpcChannel.ForAddress(settings.Agents, new GrpcChannelOptions { HttpHandler = Trust.Handler(authority, certificate), DisposeHttpClient = true });
                await LiveAsync(channel, () => live = true, ct);
            }
            catch (Exception lost) when (lost is RpcException or HttpRequestException or IOException or OperationCanceledException)
            {
                tally.Lost(lost);
            }

            if (live)
            {
                tally.Down();
            }

            pause = live ? spread : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            live = false;
        }
    }

    /// <summary>Something was tampered with and repaired.</summary>
    public async Task DriftAsync()
    {
        var told = new Event
        {
            Sequence = ++sequence,
            At = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
            Kind = "drift",
            Resource = "file//etc/nginx/nginx.conf",
            Summary = "file//etc/nginx/nginx.conf updated (content)",
            Origin = "groups/web.yaml:12:3",
            Action = "repaired",
            Commit = commit,
            Differences = { new Difference { Attribute = "content", Before = "worker_connections 64;", After = "worker_connections 1024;" } },
        };
        lock (outbox)
        {
            outbox[told.Sequence] = told;
        }

        tally.Told();
        await TrySendAsync(new ConnectRequest { EventBatch = new EventBatch { Events = { told } } });
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task LiveAsync(GrpcChannel channel, Action live, CancellationToken ct)
    {
        using var stream = new AgentLinkService.AgentLinkServiceClient(channel).Connect(cancellationToken: ct);
        await stream.RequestStream.WriteAsync(new ConnectRequest { Hello = Hello() }, ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            while (await stream.ResponseStream.MoveNext(ct))
            {
                await HearAsync(stream, stream.ResponseStream.Current, live, end.Token);
            }
        }
        finally
        {
            call = null;
            await end.CancelAsync();
        }
    }

    private async Task HearAsync(AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> stream, ConnectResponse message, Action live, CancellationToken ct)
    {
        switch (message.MessageCase)
        {
            case ConnectResponse.MessageOneofCase.Welcome:
                call = stream;
                live();
                tally.Up();
                spread = message.Welcome.ReconnectWithin?.ToTimeSpan() ?? FirstTry;
                await WelcomedAsync(message.Welcome);
                _ = BeatAsync(ct);
                break;
            case ConnectResponse.MessageOneofCase.ReportRequest:
                await ReportAsync();
                break;
            case ConnectResponse.MessageOneofCase.ReportAcknowledgement:
                tally.Reported();
                break;
            case ConnectResponse.MessageOneofCase.EventAcknowledgement:
                Acknowledge(message.EventAcknowledgement.Sequence);
                break;
            case ConnectResponse.MessageOneofCase.Wake:
                tally.Woken();
                // A real agent asks Git and applies; both take it a while.
                _ = FollowAsync(ct);
                break;
        }
    }

    private async Task WelcomedAsync(Welcome welcome)
    {
        Acknowledge(welcome.AcknowledgedSequence);
        if (commit.Length == 0)
        {
            commit = tally.Head;
        }

        if (!welcome.StateKnown)
        {
            await ReportAsync();
        }

        List<Event> left;
        lock (outbox)
        {
            left = [.. outbox.Values];
        }

        foreach (var batch in left.Chunk(200))
        {
            await TrySendAsync(new ConnectRequest { EventBatch = new EventBatch { Events = { batch } } });
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(2 * Random.Shared.NextDouble()), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (settings.Pages > 0)
        {
            // A real one says that it is at it; pages show that.
            await SayAsync("pending");
        }

        commit = tally.Head;
        await SayAsync("converged");
    }

    private async Task SayAsync(string state)
    {
        var before = hash;
        hash = Hash(state);
        if (!await TrySendAsync(new ConnectRequest { ReportDelta = new ReportDelta { BaseHash = before, StateHash = hash, Summary = Summary(state) } }))
        {
            hash = before;
        }
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        await Task.Delay(settings.Heartbeat * Random.Shared.NextDouble(), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!ct.IsCancellationRequested)
        {
            ulong waiting;
            lock (outbox)
            {
                waiting = (ulong)outbox.Count;
            }

            await TrySendAsync(new ConnectRequest { Heartbeat = new Heartbeat { StateHash = hash, SentAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), Outbox = waiting } });
            await Task.Delay(settings.Heartbeat, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<bool> ReportAsync()
    {
        hash = Hash("converged");
        var report = new FullReport { Summary = Summary("converged"), StateHash = hash };
        for (var n = 0; n < settings.Resources; n++)
        {
            report.Resources.Add(new ResourceReference { Resource = NameOf(n), Origin = $"groups/group-{n % 7}.yaml:{n}:3" });
        }

        return TrySendAsync(new ConnectRequest { FullReport = report });
    }

    private async Task<bool> TrySendAsync(ConnectRequest message)
    {
        if (call is not { } stream)
        {
            return false;
        }

        await one.WaitAsync();
        try
        {
            await stream.RequestStream.WriteAsync(message);
            return true;
        }
        catch (Exception lost) when (lost is RpcException or InvalidOperationException or ObjectDisposedException or OperationCanceledException)
        {
            Debug.WriteLine(lost.Message);
            return false;
        }
        finally
        {
            one.Release();
        }
    }

    private void Acknowledge(ulong to)
    {
        lock (outbox)
        {
            foreach (var number in outbox.Keys.TakeWhile(n => n <= to).ToList())
            {
                outbox.Remove(number);
                tally.Acknowledged();
            }
        }
    }

    private Hello Hello() => new()
    {
        Protocol = 1,
        LedgerId = host,
        MachineId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(host))),
        LastSequence = sequence,
        AcceptedCommit = commit,
        StateHash = hash,
        SentAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
        AgentVersion = "0.1.0",
    };

    private HostSummary Summary(string state) => new()
    {
        State = state,
        Commit = new Commit { Id = commit, Subject = "Load", Author = "loadtest", Branch = "main" },
        AcceptedCommit = commit,
        ResourcesOk = (uint)settings.Resources,
        AgentVersion = "0.1.0",
        Release = "debian 12",
    };

    private string Hash(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{host} {commit} {state}")));
}
