using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Mint.LoadTest;
using Mint.Protocol.V1;

namespace Mint.LabTests.Observability;

/// <summary>
/// The built coordinator as a process of its own, with a few simulated agents that speak to it, and one of everything
/// that metrics count: a host that never enrolled, drifts, a refused stream, somebody to notify.
/// </summary>
internal sealed class SmallFleet : IAsyncDisposable
{
    private const int Agents = 3;

    private static readonly string Program = Path.Combine(Repository.OutputOf("Mint.Coordinator"), "mint-coordinator");

    private readonly CancellationTokenSource end = new();
    private readonly Tally tally = new();
    private readonly int agentsPort = ChildProcess.FreePort();
    private readonly int apiPort = ChildProcess.FreePort();
    private ChildProcess? coordinator;
    private IReadOnlyList<SimulatedAgent> agents = [];
    private Task running = Task.CompletedTask;

    private SmallFleet(string directory) => Directory = directory;

    /// <summary>A directory of its own, for others too; it is gone at the end.</summary>
    public string Directory { get; }

    /// <summary>Where Prometheus finds the metrics.</summary>
    public string Target => $"localhost:{apiPort}";

    /// <summary>The authority's certificate.</summary>
    public string AuthorityFile => Path.Combine(Directory, "ca.pem");

    /// <summary>A token of somebody who may look.</summary>
    public string TokenFile => Path.Combine(Directory, "viewer");

    private string Configuration => Path.Combine(Directory, "coordinator.yaml");

    public static async Task<SmallFleet> StartAsync(CancellationToken ct)
    {
        var fleet = new SmallFleet(System.IO.Directory.CreateTempSubdirectory("mint-fleet-").FullName);
        try
        {
            await fleet.MakeRepoAsync(ct);
            await fleet.StartCoordinatorAsync(ct);
            await fleet.StartAgentsAsync(ct);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Each host drifts once.</summary>
    public Task DriftAsync() => Task.WhenAll(agents.Select(a => a.DriftAsync()));

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var agent in agents)
        {
            agent.Dispose();
        }

        if (coordinator is not null)
        {
            await coordinator.DisposeAsync();
        }

        end.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task MakeRepoAsync(CancellationToken ct)
    {
        var repo = Path.Combine(Directory, "repo");
        var hosts = System.IO.Directory.CreateDirectory(Path.Combine(repo, "hosts"));
        await File.WriteAllTextAsync(Path.Combine(repo, "mint.yaml"), "version: 1\nsignatures: { policy: warn }\n", ct);
        // One more than there are agents: it stays absent.
        for (var n = 0; n <= Agents; n++)
        {
            await File.WriteAllTextAsync(Path.Combine(hosts.FullName, $"{Enrolment.NameOf(n)}.yaml"), "customer: acme\nfiles: { /etc/motd: { content: \"0\" } }\n", ct);
        }

        await LocalCommand.RunAsync("git", ["init", "-q", "-b", "main", repo], ct: ct);
        await LocalCommand.RunAsync("git", ["-C", repo, "add", "-A"], ct: ct);
        await LocalCommand.RunAsync("git", ["-C", repo, "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false", "commit", "-qm", "Begin"], ct: ct);
        tally.Head = await LocalCommand.RunAsync("git", ["-C", repo, "rev-parse", "HEAD"], ct: ct);
    }

    private async Task StartCoordinatorAsync(CancellationToken ct)
    {
        await File.WriteAllTextAsync(
            Configuration,
            $$"""
            url: https://localhost:{{agentsPort}}
            agents: 127.0.0.1:{{agentsPort}}
            api: { listen: "127.0.0.1:{{apiPort}}" }
            repository: { url: "file://{{Directory}}/repo" }
            signatures: { policy: warn }
            poll: 1s
            state_dir: {{Directory}}/state
            notify: { webhooks: { ops: { url: "https://localhost:{{agentsPort}}/nobody" } } }
            """,
            ct);
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "state"));
        await MakeTokenAsync("admin", ct);
        await MakeTokenAsync("viewer", ct);
        coordinator = ChildProcess.Start(Program, "serve", "--config", Configuration);
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });
        await coordinator.AnswersAsync(http, new Uri($"https://{Target}/healthz"), ct);
        await File.WriteAllTextAsync(AuthorityFile, await CommandAsync(["authority", "show"], ct), ct);
    }

    private async Task StartAgentsAsync(CancellationToken ct)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(AuthorityFile);
        var settings = new Settings(
            new Uri($"https://localhost:{agentsPort}"), new Uri($"https://{Target}"), await File.ReadAllTextAsync(Path.Combine(Directory, "admin"), ct), AuthorityFile,
            Agents, Resources: 10, Heartbeat: TimeSpan.FromSeconds(1), Steady: TimeSpan.Zero, DriftPerSecond: 1, Process: 0, Push: "", Restart: "");
        var identities = await new Enrolment(settings, authority).RunAsync(ct);
        agents = [.. identities.Select(i => new SimulatedAgent(i.Host, i.Certificate, X509CertificateLoader.LoadCertificate(authority.RawData), settings, tally))];
        await ConnectMalformedAsync(settings, identities[0].Certificate, authority);
        running = Task.WhenAll(agents.Select(a => a.RunAsync(end.Token)));
        await Tally.UntilAsync("reported", () => tally.Reports, Agents, TimeSpan.FromSeconds(60));
    }

    // The one stream that is refused: it does not say who it is.
    private static async Task ConnectMalformedAsync(Settings settings, X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var channel = GrpcChannel.ForAddress(settings.Agents, new GrpcChannelOptions { HttpHandler = Trust.Handler(authority, certificate), DisposeHttpClient = true });
        using var stream = new AgentLinkService.AgentLinkServiceClient(channel).Connect();
        await stream.RequestStream.WriteAsync(new ConnectRequest { Heartbeat = new Heartbeat() });
        var refused = Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));
        Assert.That(refused.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
    }

    private async Task MakeTokenAsync(string role, CancellationToken ct)
    {
        var said = await CommandAsync(["token", "create", "--name", role, "--role", role], ct);
        await File.WriteAllTextAsync(Path.Combine(Directory, role), said.Split('\n')[^1], ct);
    }

    private Task<string> CommandAsync(string[] command, CancellationToken ct) => LocalCommand.RunAsync(Program, [.. command, "--config", Configuration], ct: ct);
}
