using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Agent.Configuration;
using Mint.Agent.Confirming;
using Mint.Agent.Link;
using Mint.Agent.Link.Identity;
using Mint.Agent.Link.Knocks;
using Mint.Agent.Link.Mesh;
using Mint.Agent.Link.Peers;
using Mint.Agent.Link.Reports;
using Mint.Agent.Loop;
using Mint.Agent.Metrics;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Platform.Git.Sync;
using Mint.Platform.Secrets;
using Mint.UnitTests.Engine;
using Mint.UnitTests.Linux;
using Prometheus;

namespace Mint.UnitTests.Link;

/// <summary>An agent's link and what it reports of, without the rest of an agent; enrolled with the authority.</summary>
internal sealed class LinkWorld : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly CommitIntake intake;
    private readonly WakeQueue queue = new(TimeProvider.System);
    private GitWakeUps? wakeUps;
    private LinkService? service;

    public LinkWorld(TestAuthority authority, DateTimeOffset? certificateTo = null)
    {
        File.WriteAllText(directory["machine-id"], "0123456789abcdef0123456789abcdef\n");
        using (var identity = new NewIdentity())
        {
            var from = certificateTo is { } to ? to.AddDays(-30) : (DateTimeOffset?)null;
            identity.Take([authority.Sign(identity.Request("web-01"), "web-01", from, certificateTo).RawData], authority.Certificate, Files);
        }

        intake = new CommitIntake(
            Source,
            "main",
            new HostLoader(new HostFacts("web-01", "bookworm", "amd64"), SecretKey.CreateEphemeral(), new HostSecrets()),
            Engine.Ledger,
            new Quarantine(Engine.Ledger),
            State,
            new AgentMetrics(Metrics.NewCustomRegistry()),
            TimeProvider.System,
            NullLogger<CommitIntake>.Instance);
    }

    public World Engine { get; } = new();

    public HostBoard Board { get; } = new();

    public AgentState State { get; } = new();

    public SilentSource Source { get; } = new();

    public LinkState? Link { get; private set; }

    public TurnKeeper? Turns { get; private set; }

    public PeerKeeper? Peers { get; private set; }

    public Knocker? Knocks { get; private set; }

    public MeshVoice? Mesh { get; private set; }

    public ConcurrentQueue<string> Log { get; } = new();

    public IdentityFiles Files => new(directory["identity"]);

    /// <summary>Runs the engine over what is wanted, as the loop does.</summary>
    public async Task<RunReport> RunAsync(params Resource[] wanted)
    {
        var report = await Engine.RunAsync(wanted);
        State.Definition = new HostDefinition(report.Request.Desired, GuardPolicy.Default);
        Board.Take(report);
        return report;
    }

    public void Tell(params string[] summaries) =>
        Engine.Ledger.RecordEvents([.. summaries.Select(s => new LedgerEvent(Engine.Time.GetUtcNow(), EventKind.Drift, s))]);

    public async Task StartAsync(Uri url, LinkTiming? timing = null)
    {
        var options = new AgentOptions
        {
            Path = directory["agent.yaml"],
            Host = "web-01",
            Remote = new GitRemoteOptions { Url = "https://git.example.org/config.git", Branch = "main" },
            Poll = TimeSpan.FromMinutes(1),
            ObserveEvery = TimeSpan.FromMinutes(5),
            Signatures = null,
            Metrics = null,
            Coordinator = url,
            IdentityDirectory = directory["identity"],
            StateDirectory = directory.Path,
            CloneDirectory = directory["repo"],
            LedgerPath = directory["ledger.db"],
        };
        timing ??= new LinkTiming { First = TimeSpan.FromMilliseconds(20), Cap = TimeSpan.FromMilliseconds(50), Settle = TimeSpan.FromMilliseconds(10) };
        var time = TimeProvider.System;
        Link = new LinkState(url, time);
        Turns = new TurnKeeper(Link, Board, Engine.Ledger, queue, time, NullLogger<TurnKeeper>.Instance);
        var poller = new CommitPoller(intake, queue, new RolloutGate(Link, Engine.Ledger, time), options, time);
        wakeUps = new GitWakeUps(poller, intake, time, NullLogger<GitWakeUps>.Instance);
        Peers = new PeerKeeper(options, Link, Engine.Ledger, Engine.Host, new OwnAddresses(IPAddress.IsLoopback), time, NullLogger<PeerKeeper>.Instance);
        Knocks = new Knocker((_, _) => Task.FromResult<string?>(null), time, NullLogger<Knocker>.Instance);
        Mesh = new MeshVoice(new MeshLook(State, Engine.Host, time), time);
        service = new LinkService(
            options,
            Link,
            State,
            Board,
            Engine.Ledger,
            new Outbox(Engine.Ledger, open: true),
            new HostReporter(options, Board, State, Engine.Ledger, new DistributionName("debian 12"), time),
            [Turns, Peers, Knocks, Mesh],
            new LinkOrders(Link, State, Engine.Ledger, wakeUps, Turns, Peers, Mesh, Knocks, NullLogger<LinkOrders>.Instance),
            intake,
            new MachineIdPath(directory["machine-id"]),
            timing,
            time,
            new Loggers(Log));
        intake.Recover();
        await wakeUps.StartAsync(CancellationToken.None);
        await service.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await (service?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        await (wakeUps?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        service?.Dispose();
        wakeUps?.Dispose();
        Mesh?.Dispose();
        intake.Dispose();
        queue.Dispose();
        directory.Dispose();
    }

    /// <summary>A Git remote that never has anything new, and tells that it was asked.</summary>
    internal sealed class SilentSource : IConfigSource
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => asked.Task.WaitAsync(TimeSpan.FromSeconds(10));

        public Task<SyncResult> SyncAsync(CancellationToken ct)
        {
            asked.TrySetResult();
            return Task.FromResult<SyncResult>(new SyncResult.Unchanged());
        }

        public Task<RemoteProbe> ProbeAsync(CancellationToken ct) => Task.FromResult(new RemoteProbe(Local: false, Failure: null));

        public KnownCommit? Open(string commitId) => null;
    }

    private sealed class Loggers(ConcurrentQueue<string> log) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }
}
