using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mint.Coordinator.Access;
using Mint.Coordinator.Observability;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Observability;

/// <summary>The pages on a real server. Who calls, which a token proves elsewhere, a header says here.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PagesTests : IAsyncDisposable
{
    private readonly WatchedStore store = new();
    private readonly WebApplication app;
    private readonly HttpClient client = new();

    public PagesTests()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<TimeProvider>(store.Time);
        builder.Services.AddSingleton(store.Database);
        builder.Services.AddSingleton(store.Queue);
        builder.Services.AddSingleton(store.Lease);
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderScheme>("header", null);
        builder.AddObservability();
        app = builder.Build();
        app.Use((context, next) =>
        {
            // As through the listener with TLS; without it every call needs a token.
            context.Request.Scheme = context.Request.Headers["scheme"].ToString() is { Length: > 0 } scheme ? scheme : "https";
            if (context.Request.Headers["from"].ToString() is { Length: > 0 } from)
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(from);
            }

            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapObservability();
    }

    [SetUp]
    public async Task Start()
    {
        await store.OpenAsync();
        await app.StartAsync();
        client.BaseAddress = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await store.DisposeAsync();
    }

    [Test]
    public async Task Metrics_FromThisMachine_NeedsNoToken()
    {
        var page = await client.GetStringAsync("/metrics");

        Assert.That(page, Does.Contain("mint_store_reachable 1\n").And.Contain("mint_ingest_messages_total 0\n").And.Contain("mint_watch_streams 0\n"));
        Assert.That(page, Does.Not.Contain("process_"), "a registry of its own");
    }

    [TestCase("/metrics", "from: 203.0.113.7", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("/sd/agents", "from: 203.0.113.7", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("/sd/exporters", "from: 203.0.113.7", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("/metrics", "X-Forwarded-For: 203.0.113.7", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("/metrics", "scheme: http", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("/metrics", "from: 203.0.113.7|as: viewer", ExpectedResult = HttpStatusCode.OK)]
    [TestCase("/sd/agents", "from: 203.0.113.7|as: admin", ExpectedResult = HttpStatusCode.OK)]
    [TestCase("/metrics", "from: 203.0.113.7|as: nobody", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase("/metrics", "from: 203.0.113.7|as: viewer|customer: acme", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase("/healthz", "from: 203.0.113.7", ExpectedResult = HttpStatusCode.OK)]
    public async Task<HttpStatusCode> Page_ByCaller_AnswersOrRefuses(string path, string headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var header in headers.Split('|'))
        {
            request.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
        }

        return (await client.SendAsync(request)).StatusCode;
    }

    [Test]
    public async Task Health_StoreAnswers_Is200()
    {
        var health = await client.GetFromJsonAsync<JsonElement>("/healthz");

        Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("healthy"));
        Assert.That(health.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()), Is.EqualTo(new[] { "process", "store" }));
    }

    [Test]
    public async Task Health_StoreBroken_Is503AndSaysNothingOfTheDriver()
    {
        await store.WriteAsync("DROP TABLE schema_version");

        using var answer = await client.GetAsync(new Uri("/healthz", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("\"the store can't be reached\"").And.Not.Contain("schema_version"));
    }

    [Test]
    public async Task Health_DiskFull_Is503UntilThereIsSpace()
    {
        store.Trouble.IsFull = true;
        Assert.That(async () => await store.WriteAsync("INSERT INTO facts (name, value) VALUES ('large', @text)", new { text = new string('x', 100_000) }), Throws.InstanceOf<Microsoft.Data.Sqlite.SqliteException>().With.Property("SqliteErrorCode").EqualTo(13));
        using (var full = await client.GetAsync(new Uri("/healthz", UriKind.Relative)))
        {
            Assert.That(full.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await full.Content.ReadAsStringAsync(), Does.Contain("the store can't be written since 2026-11-20 14:00:00Z"));
        }

        store.Trouble.IsFull = false;
        store.Time.Advance(TimeSpan.FromSeconds(10));
        await store.WriteAsync("INSERT INTO facts (name, value) VALUES ('large', 'x')");

        Assert.That((await client.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task GrpcHealth_StoreAnswers_Serves()
    {
        using var channel = GrpcChannel.ForAddress(app.Urls.Last());
        var health = new Health.HealthClient(channel);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var watch = health.Watch(new HealthCheckRequest(), cancellationToken: patience.Token);
        while (await watch.ResponseStream.MoveNext(patience.Token) && watch.ResponseStream.Current.Status != HealthCheckResponse.Types.ServingStatus.Serving)
        {
        }

        Assert.That((await health.CheckAsync(new HealthCheckRequest())).Status, Is.EqualTo(HealthCheckResponse.Types.ServingStatus.Serving));
    }

    [Test]
    public async Task Discovery_Agents_AreThoseEnrolledAndNotRevoked()
    {
        await store.HostAsync("web-01", "silent");
        await store.HostAsync("web-02");
        await store.HostAsync("web-03");
        await store.WriteAsync("UPDATE hosts SET enrolled_at = NULL WHERE name = 'web-02'");
        await store.WriteAsync("UPDATE hosts SET revoked_at = 1 WHERE name = 'web-03'");

        using var answer = await client.GetAsync(new Uri("/sd/agents", UriKind.Relative));

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(
            """[{"targets":["web-01:9465"],"labels":{"host":"web-01","customer":"acme","ring":"canary","__meta_mint_state":"silent","__meta_mint_groups":",base,web,"}}]"""));
    }

    [Test]
    public async Task Discovery_AnotherPort_IsTaken()
    {
        await store.HostAsync("web-01");

        Assert.That(await client.GetStringAsync("/sd/agents?port=19465"), Does.Contain("\"web-01:19465\""));
        Assert.That((await client.GetAsync(new Uri("/sd/agents?port=70000", UriKind.Relative))).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await client.GetAsync(new Uri("/sd/agents?port=x", UriKind.Relative))).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Discovery_Exporters_AreNoneYet() => Assert.That(await client.GetStringAsync("/sd/exporters"), Is.EqualTo("[]"));

    private sealed class HeaderScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["as"].ToString() is not { Length: > 0 } role)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var customers = Request.Headers["customer"].Select(c => new Claim(Caller.CustomerClaim, c ?? ""));
            var user = new ClaimsIdentity([new Claim(ClaimTypes.Name, "tester"), new Claim(ClaimTypes.Role, role), .. customers], "header");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(user), "header")));
        }
    }
}
