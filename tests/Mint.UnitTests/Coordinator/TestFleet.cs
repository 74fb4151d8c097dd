using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Dapper;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Events;
using Mint.Coordinator.Fleet;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Link;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Peers;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Coordinator.Turns;
using Mint.Platform.Git.Sync;
using Mint.Protocol.V1;
using NUnit.Framework;
using AgentLinkService = Mint.Coordinator.Link.AgentLinkService;
using FleetService = Mint.Coordinator.Fleet.FleetService;

namespace Mint.UnitTests.Coordinator;

/// <summary>
/// The streams and queries on a real store and a real HTTP/2 server. What a certificate or a token proves elsewhere is said in a header here.
/// </summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestFleet(WebApplication app, string directory) => (this.app, Directory) = (app, directory);

    public string Directory { get; }

    public IServiceProvider Services => app.Services;

    public FakeReleases Releases => app.Services.GetRequiredService<FakeReleases>();

    public FakeRenewal Renewal => app.Services.GetRequiredService<FakeRenewal>();

    public Database Database => app.Services.GetRequiredService<Database>();

    public Uri Address => new(app.Urls.First());

    public static async Task<TestFleet> StartAsync(TimeProvider? time = null, string? directory = null, Func<CoordinatorOptions, CoordinatorOptions>? with = null, Action<IServiceCollection>? configure = null)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("mint-coordinator-").FullName;
        var options = new CoordinatorOptions
        {
            Url = new Uri("https://localhost:7443"),
            Agents = new IPEndPoint(IPAddress.Loopback, 0),
            Api = new IPEndPoint(IPAddress.Loopback, 0),
            Remote = new GitRemoteOptions { Url = "file:///nowhere" },
            StateDirectory = directory,
            SilentAfter = TimeSpan.FromMinutes(2),
        };
        options = await TestPostgres.UseAsync(with?.Invoke(options) ?? options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddStore(options);
        builder.AddEvents();
        builder.Services.AddSingleton<ApiTokens>();
        builder.Services.AddSingleton<PersonSessions>();
        builder.Services.AddSingleton<StillIn>();
        builder.Services.AddSingleton<SecurityAlarms>();
        builder.Services.AddSingleton(_ => Prometheus.Metrics.NewCustomRegistry());
        builder.Services.AddSingleton<IngestMetrics>();
        builder.Services.AddSingleton<WatchMetrics>();
        builder.AddHosts();
        builder.AddLink();
        builder.AddTurns();
        builder.AddPeers();
        builder.AddFleet();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<IAgentIdentities, HeaderIdentities>();
        builder.Services.AddSingleton<FakeReleases>();
        builder.Services.AddSingleton<IReleases>(s => s.GetRequiredService<FakeReleases>());
        builder.Services.AddSingleton<FakeRenewal>();
        builder.Services.AddSingleton<ICertificateRenewal>(s => s.GetRequiredService<FakeRenewal>());
        builder.Services.AddSingleton<ICommitProgress, FakeCommits>();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers["as"].ToString() is { Length: > 0 } name)
            {
                var customers = context.Request.Headers["customers"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
                context.User = new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, "viewer"), .. customers.Select(c => new Claim(Caller.CustomerClaim, c))], "test"));
            }

            return next(context);
        });
        app.MapGrpcService<AgentLinkService>();
        app.MapGrpcService<FleetService>();
        await app.Services.GetRequiredService<Migrator>().RunAsync(default);
        await using (var connection = await app.Services.GetRequiredService<Database>().OpenAsync(default))
        {
            await connection.ExecuteAsync(
                "INSERT INTO api_tokens (name, hash, role, customers, created_at, expires_at) VALUES ('tester', 'x', 'viewer', '', 0, @never) ON CONFLICT (name) DO NOTHING",
                new { never = DateTimeOffset.MaxValue.UtcTicks });
        }

        await app.StartAsync();
        return new TestFleet(app, directory);
    }

    /// <summary>Makes a host that enrolled, as the config repo knows it.</summary>
    public async Task EnrolAsync(params string[] names)
    {
        await WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO hosts (name, expected, customer, groups, enrolled_at, state) VALUES (@name, TRUE, @customer, ' base ', 1, 'starting')",
            names.Select(name => new { name, customer = name.Split('-')[0] }),
            transaction));
    }

    public Task WriteAsync(StoreWork work) => app.Services.GetRequiredService<WriteQueue>().WriteAsync(work, default);

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenAsync(default);
        return await connection.ExecuteScalarAsync<T>(sql, parameters) ?? throw new AssertionException($"nothing: {sql}");
    }

    /// <summary>A stream of a host.</summary>
    public TestStream Connect(string host, double goodFor = 86400)
    {
        var channel = GrpcChannel.ForAddress(Address);
        return new TestStream(channel, new Mint.Protocol.V1.AgentLinkService.AgentLinkServiceClient(channel).Connect(new Metadata { { "agent-host", host }, { "good-for", goodFor.ToString(System.Globalization.CultureInfo.InvariantCulture) } }));
    }

    /// <summary>Queries as a caller.</summary>
    public (Mint.Protocol.V1.FleetService.FleetServiceClient Client, Metadata As) Fleet(string customers = "") =>
        (new(GrpcChannel.ForAddress(Address)), new Metadata { { "as", "tester" }, { "customers", customers } });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Stops and keeps the directory, for another to go on with.</summary>
    public async Task StopAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private sealed class HeaderIdentities : IAgentIdentities
    {
        public AgentIdentity Of(ServerCallContext context) =>
            new(context.RequestHeaders.GetValue("agent-host") ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "no certificate")), "01", DateTimeOffset.UtcNow.AddSeconds(double.Parse(context.RequestHeaders.GetValue("good-for") ?? "86400", System.Globalization.CultureInfo.InvariantCulture)));
    }
}

/// <summary>Releases as a test wants them.</summary>
internal sealed class FakeReleases : IReleases
{
    public RolloutRelease Release { get; set; } = new() { All = true };

    public RolloutRelease For(string host) => Release.Clone();
}

/// <summary>Certificates as a test wants them.</summary>
internal sealed class FakeRenewal : ICertificateRenewal
{
    public byte[] Leaf { get; } = Make();

    public Task<IReadOnlyList<byte[]>> RenewAsync(AgentIdentity agent, byte[] csr, CancellationToken ct) => Task.FromResult<IReadOnlyList<byte[]>>([Leaf, csr]);

    private static byte[] Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(7));
        return leaf.RawData;
    }
}

/// <summary>A config repo at one commit.</summary>
internal sealed class FakeCommits : ICommitProgress
{
    public static readonly string Head = new('a', 40);

    public Task<ListCommitsResponse> ListAsync(ListCommitsRequest request, Caller caller, CancellationToken ct) => Task.FromResult(new ListCommitsResponse());

    public Task<GetCommitResponse> GetAsync(string id, Caller caller, CancellationToken ct) =>
        Task.FromResult(new GetCommitResponse { Progress = new CommitProgress { Commit = new Commit { Id = id } } });

    public Task<RepoState> RepoAsync(Caller caller, CancellationToken ct) => Task.FromResult(new RepoState(new Commit { Id = Head }, DateTimeOffset.UnixEpoch, null));
}

/// <summary>An agent's end of a stream.</summary>
internal sealed class TestStream(GrpcChannel channel, AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Hello Hello(string hash = "", string ledger = "ledger-1", string machine = "machine-1", DateTimeOffset? sentAt = null) => new()
    {
        Protocol = 1,
        LedgerId = ledger,
        MachineId = machine,
        StateHash = hash,
        SentAt = Timestamp.FromDateTimeOffset(sentAt ?? DateTimeOffset.UtcNow),
        AgentVersion = "0.1.0",
    };

    public static FullReport Report(string hash, string state = "converged", params Concern[] concerns) => new()
    {
        Summary = Summary(state, concerns),
        StateHash = hash,
        Resources = { new ResourceReference { Resource = "file//etc/motd", Origin = "hosts/x.yaml:1:1" }, new ResourceReference { Resource = "package/nginx", Origin = "groups/base.yaml:2:3" } },
        Concerns = { concerns },
    };

    public static HostSummary Summary(string state, params Concern[] concerns) => new()
    {
        State = state,
        Commit = new Commit { Id = FakeCommits.Head },
        AcceptedCommit = FakeCommits.Head,
        ResourcesOk = (uint)(2 - concerns.Length),
        ResourcesFailed = (uint)concerns.Count(c => c.Condition == "failed"),
        ResourcesDrifted = (uint)concerns.Count(c => c.Condition == "drifted"),
        AgentVersion = "0.1.0",
    };

    public static Concern Concern(string resource, string condition) => new() { Resource = resource, Condition = condition, Message = "why", Origin = "hosts/x.yaml:1:1" };

    public static EventBatch Events(int first, int count, string kind = "drift") => new()
    {
        Events =
        {
            Enumerable.Range(first, count).Select(n => new Event
            {
                Sequence = (ulong)n,
                At = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
                Kind = kind,
                Resource = "file//etc/motd",
                Summary = $"event {n}",
                Action = "repaired",
                Differences = { new Difference { Attribute = "content", Before = "a", After = "b" } },
            }),
        },
    };

    public Task SendAsync(ConnectRequest message) => call.RequestStream.WriteAsync(message);

    public Task SendAsync(Hello hello) => SendAsync(new ConnectRequest { Hello = hello });

    public Task SendAsync(FullReport report) => SendAsync(new ConnectRequest { FullReport = report });

    public Task SendAsync(ReportDelta delta) => SendAsync(new ConnectRequest { ReportDelta = delta });

    public Task SendAsync(EventBatch batch) => SendAsync(new ConnectRequest { EventBatch = batch });

    public async Task<Welcome> GreetAsync(Hello? hello = null)
    {
        await SendAsync(hello ?? Hello());
        return (await NextAsync()).Welcome ?? throw new AssertionException("no welcome");
    }

    /// <summary>The next message down.</summary>
    public async Task<ConnectResponse> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await call.ResponseStream.MoveNext(patience.Token) ? call.ResponseStream.Current : throw new AssertionException("the stream ended");
    }

    /// <summary>How the stream ends.</summary>
    public async Task<Status> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await call.ResponseStream.MoveNext(patience.Token))
            {
            }

            return call.GetStatus();
        }
        catch (RpcException ended)
        {
            return ended.Status;
        }
    }

    public Task CompleteAsync() => call.RequestStream.CompleteAsync();

    public void Dispose()
    {
        call.Dispose();
        channel.Dispose();
    }
}
