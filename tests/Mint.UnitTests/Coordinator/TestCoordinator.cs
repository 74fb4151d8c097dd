using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Store;
using Mint.Platform.Git.Sync;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Coordinator;

/// <summary>A whole coordinator on ports of its own, with real TLS and a real SQLite file.</summary>
internal sealed class TestCoordinator : IAsyncDisposable
{
    private readonly List<IDisposable> owned = [];
    private WebApplication? app;
    private Uri? agents;
    private Uri? api;

    public TestCoordinator(string? directory = null) =>
        Options = new CoordinatorOptions
        {
            Url = new Uri("https://coordinator.example.org:7443"),
            AlsoKnownAs = ["10.1.2.3"],
            Agents = new IPEndPoint(IPAddress.Loopback, 0),
            Api = new IPEndPoint(IPAddress.Loopback, 0),
            Remote = new GitRemoteOptions { Url = "file:///nowhere" },
            StateDirectory = directory ?? Directory.CreateTempSubdirectory("mint-coordinator-").FullName,
        };

    public CoordinatorOptions Options { get; set; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public Action<IServiceCollection> Configure { get; set; } = _ => { };

    public Action<WebApplication> Map { get; set; } = _ => { };

    public Uri Agents => agents ?? throw new InvalidOperationException("not started");

    public Uri Api => api ?? throw new InvalidOperationException("not started");

    public Authority Authority => Get<AuthorityKeeper>().Authority;

    public T Get<T>()
        where T : notnull => (app ?? throw new InvalidOperationException("not started")).Services.GetRequiredService<T>();

    public async Task<TestCoordinator> StartAsync()
    {
        app = Server.Build(Options, services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddLogging(log => log.ClearProviders());
            Configure(services);
        });
        Map(app);
        await Get<Migrator>().RunAsync(CancellationToken.None);
        await app.StartAsync();
        var addresses = Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();
        (agents, api) = (addresses[0], addresses[1]);
        return this;
    }

    public async Task StopAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
            app = null;
        }
    }

    /// <summary>A client that trusts whatever it is shown; HTTP/2 for gRPC.</summary>
    public HttpClient Http(X509Certificate2? certificate = null, Func<X509Certificate2?, bool>? trust = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => trust?.Invoke(shown as X509Certificate2) ?? true,
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            },
        };
        var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        owned.Add(client);
        return client;
    }

    public CallInvoker Channel(Uri address, X509Certificate2? certificate = null)
    {
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpClient = Http(certificate) });
        owned.Add(channel);
        return channel.CreateCallInvoker();
    }

    public EnrolmentService.EnrolmentServiceClient Enrolment() => new(Channel(Agents));

    public async Task<string> TokenAsync(string host, TimeSpan? lifetime = null) =>
        (await Get<EnrolmentTokens>().MakeAsync(host, lifetime ?? EnrolmentTokens.UsualLifetime, "test", CancellationToken.None)).Text;

    public EnrolRequest Request(string token, string host, HostKey key) => new()
    {
        Token = token,
        Host = host,
        Csr = ByteString.CopyFrom(key.Request()),
        MachineId = "0123456789abcdef",
        SentAt = Timestamp.FromDateTimeOffset(Time.GetUtcNow()),
    };

    /// <summary>Enrols a host and gives its certificate, with the key.</summary>
    public async Task<X509Certificate2> EnrolAsync(string host)
    {
        using var key = new HostKey();
        var response = await Enrolment().EnrolAsync(Request(await TokenAsync(host), host, key));
        return key.With(response.Chain[0].ToByteArray());
    }

    /// <summary>Gives a host that is known a turn that is over.</summary>
    public Task HoldTurnAsync(string host) => Get<WriteQueue>().WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO turns (host, state, since, until) VALUES (@host, 'overdue', 1, 2) ON CONFLICT (host) DO NOTHING", new { host }, transaction),
        CancellationToken.None);

    public async Task<IReadOnlyList<string>> EventsAsync(string kind)
    {
        await using var connection = await Get<Database>().OpenAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<string>("SELECT host || '|' || action || '|' || summary FROM events WHERE kind = @kind ORDER BY id", new { kind })];
    }

    public async ValueTask DisposeAsync()
    {
        owned.ForEach(o => o.Dispose());
        await StopAsync();
        Directory.Delete(Options.StateDirectory, recursive: true);
    }
}
