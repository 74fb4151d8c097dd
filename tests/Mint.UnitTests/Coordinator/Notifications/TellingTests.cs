using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Notifications;
using Mint.Coordinator.Store;
using Mint.Platform.Git.Sync;
using NUnit.Framework;
using Prometheus;

namespace Mint.UnitTests.Coordinator.Notifications;

/// <summary>From the store to a webhook: what is told, once, whatever happens between.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TellingTests : IAsyncDisposable
{
    private readonly WatchedStore store = new();
    private readonly WebApplication receiver;
    private readonly List<(string Body, Dictionary<string, string> Headers)> received = [];
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly CollectorRegistry registry = Metrics.NewCustomRegistry();
    private readonly CoordinatorOptions options;
    private int answer = 200;

    public TellingTests()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        receiver = builder.Build();
        receiver.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            received.Add((await reader.ReadToEndAsync(), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
            context.Response.StatusCode = answer;
            context.Response.Headers.Location = "/elsewhere";
        });
        options = new CoordinatorOptions
        {
            Url = new Uri("https://coordinator.example.org:7443"),
            Agents = new IPEndPoint(IPAddress.Loopback, 7443),
            Api = new IPEndPoint(IPAddress.Loopback, 7444),
            Remote = new GitRemoteOptions { Url = "file:///nowhere" },
            StateDirectory = store.Directory,
        };
    }

    [SetUp]
    public async Task Start()
    {
        await store.OpenAsync();
        await receiver.StartAsync();
        await store.Lease.TryTakeAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await receiver.DisposeAsync();
        await store.DisposeAsync();
    }

    [Test]
    public async Task Webhook_HostsFallSilentAndReturn_IsToldOfBothOnce()
    {
        var hook = Hook();
        await store.HostAsync("web-01", "silent", TimeSpan.FromMinutes(1));
        await store.HostAsync("web-02", "silent");
        await RunAsync(hook, 0, 30, 60, 60);
        await store.HostAsync("web-01");
        await store.HostAsync("web-02");
        await RunAsync(hook, 5, 30, 60);

        Assert.That(received.Select(r => Json(r.Body).GetProperty("title").GetString()), Is.EqualTo(new[] { "2 hosts are silent", "2 hosts are heard again" }));
        var told = Json(received[0].Body);
        Assert.That(told.GetProperty("what").GetString(), Is.EqualTo("began"));
        Assert.That(told.GetProperty("kind").GetString(), Is.EqualTo("host-silent"));
        Assert.That(told.GetProperty("count").GetInt32(), Is.EqualTo(2));
        Assert.That(told.GetProperty("conditions")[0].GetProperty("host").GetString(), Is.EqualTo("web-01"));
        Assert.That(told.GetProperty("coordinator").GetString(), Is.EqualTo("coordinator.example.org"));
        Assert.That(received[0].Headers["X-Mint-Message"], Is.EqualTo(told.GetProperty("id").GetString()));
    }

    [Test]
    public async Task Webhook_WithSecret_IsSigned()
    {
        var secret = Path.Combine(store.Directory, "secret");
        await File.WriteAllTextAsync(secret, "s3cret\n");
        await store.HostAsync("web-01", "silent");

        await RunAsync(Hook(secret), 0, 30);

        var (body, headers) = received.Single();
        Assert.That(headers["X-Mint-Signature"], Is.EqualTo(Convert.ToHexStringLower(HMACSHA256.HashData("s3cret"u8, Encoding.UTF8.GetBytes(body)))));
        Assert.That(headers["Content-Type"], Does.StartWith("application/json"));
    }

    [Test]
    public async Task Webhook_AwayForAWhile_GetsAllLaterInOrder()
    {
        answer = 503;
        var hook = Hook();
        await store.HostAsync("web-01", "silent");
        await RunAsync(hook, 0, 30);
        Assert.That(received, Has.Count.EqualTo(3), "a try and two retries");
        await store.HostAsync("web-01");
        await RunAsync(hook, 1, 30);
        received.Clear();
        answer = 200;

        await RunAsync(hook, 600);

        Assert.That(received.Select(r => Json(r.Body).GetProperty("what").GetString()), Is.EqualTo(new[] { "began", "ended" }));
        Assert.That(await store.ScalarAsync<long>("SELECT count(*) FROM messages"), Is.Zero);
    }

    [Test]
    public async Task Webhook_AwayForDays_IsGivenUp()
    {
        answer = 503;
        var hook = Hook();
        await store.HostAsync("web-01", "silent");
        await RunAsync(hook, 0, 30);
        await store.HostAsync("web-01");
        await RunAsync(hook, 86_400);
        received.Clear();

        await RunAsync(hook, 60);

        Assert.That(received.Select(r => Json(r.Body).GetProperty("what").GetString()).Distinct(), Is.EqualTo(new[] { "ended" }));
    }

    [Test]
    public async Task Webhook_DoesNotTakeOneMessage_IsToldTheNext()
    {
        answer = 422;
        var hook = Hook();
        await store.HostAsync("web-01", "silent");
        await RunAsync(hook, 0, 30);
        Assert.That(received, Has.Count.EqualTo(1));
        answer = 200;
        await store.HostAsync("web-01");

        await RunAsync(hook, 1, 30);

        Assert.That(Json(received[^1].Body).GetProperty("what").GetString(), Is.EqualTo("ended"));
    }

    [Test]
    public async Task Webhook_Redirects_IsNotFollowed()
    {
        answer = 302;
        await store.HostAsync("web-01", "silent");

        await RunAsync(Hook(), 0, 30);

        Assert.That(await store.ScalarAsync<long>("SELECT count(*) FROM messages"), Is.EqualTo(1), "it is not delivered");
    }

    [Test]
    public async Task Targets_OneIsDead_TheOtherIsTold()
    {
        var dead = new WebhookSender("dead", new WebhookTarget { Url = "http://127.0.0.1:1/" }, client);
        var hook = Hook();
        await store.HostAsync("web-01", "silent");
        foreach (var pause in new[] { 0, 30 })
        {
            store.Time.Advance(TimeSpan.FromSeconds(pause));
            await store.Lease.TryTakeAsync(default);
            await LookAsync([dead, hook]);
        }

        await Task.WhenAll(DeliverAsync(dead), DeliverAsync(hook));

        Assert.That(received, Has.Count.EqualTo(1));
        Assert.That(await store.ScalarAsync<string>("SELECT target FROM messages"), Is.EqualTo("webhook/dead"));
    }

    [Test]
    public async Task Restart_BetweenNoticingAndTelling_NeitherRepeatsNorLoses()
    {
        await store.HostAsync("web-01", "silent");
        foreach (var pause in new[] { 0, 20, 10, 10, 60 })
        {
            // Each round is a new process: everything it knows is in the store.
            await RunAsync(Hook(), pause);
        }

        Assert.That(received, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Lease_IsAnothers_NothingIsWrittenOrSent()
    {
        var hook = Hook();
        await store.HostAsync("web-01", "silent");
        await RunAsync(hook, 0);
        store.Time.Advance(TimeSpan.FromSeconds(30));
        using var other = new Lease(store.Database, new Identity(), store.Time, NullLogger<Lease>.Instance);
        Assert.That(await other.TryTakeAsync(default), Is.True);

        await LookAsync([hook]);
        await DeliverAsync(hook);

        Assert.That(await store.ScalarAsync<long>("SELECT count(*) FROM messages"), Is.Zero);
        Assert.That(received, Is.Empty);
    }

    [Test]
    public async Task Look_BySignal_HappensSoonAfter()
    {
        var hook = Hook();
        using var herald = Herald([hook]);
        await herald.StartAsync(default);
        await store.HostAsync("web-01", "silent");
        await store.Signals.SendAsync(new Signal(SignalTopics.Hosts, "web-01"), default);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await store.ScalarAsync<long>("SELECT count(*) FROM notices") == 0)
        {
            store.Time.Advance(TimeSpan.FromMilliseconds(500));
            await store.Lease.TryTakeAsync(patience.Token);
            await Task.Delay(5, patience.Token);
        }

        Assert.That(store.Now, Is.LessThan(new DateTimeOffset(2026, 11, 20, 14, 0, 9, TimeSpan.Zero)));
        await herald.StopAsync(default);
    }

    private static JsonElement Json(string body) => JsonDocument.Parse(body).RootElement;

    private WebhookSender Hook(string? secret = null) => new("ops", new WebhookTarget { Url = receiver.Urls.First() + "/hook", SecretFile = secret }, client);

    // A look and a delivery after each pause.
    private async Task RunAsync(INotifyTarget target, params int[] pauses)
    {
        foreach (var pause in pauses)
        {
            store.Time.Advance(TimeSpan.FromSeconds(pause));
            await store.Lease.TryTakeAsync(default);
            await LookAsync([target]);
            await DeliverAsync(target);
        }
    }

    private async Task LookAsync(INotifyTarget[] targets)
    {
        using var herald = Herald(targets);
        await herald.LookAsync(default);
    }

    private Herald Herald(INotifyTarget[] targets) => new(
        [new HostConditions(store.Database, options)],
        new NoticeBook(store.Database, store.Queue, store.Identity, options, targets, store.Time),
        store.Lease,
        store.Signals,
        store.Time,
        NullLogger<Herald>.Instance);

    // The clock goes on while retries wait.
    private async Task DeliverAsync(INotifyTarget target)
    {
        using var courier = new Courier(store.Database, store.Queue, store.Lease, [target], new NotifyMetrics(registry, [target]), store.Time, NullLogger<Courier>.Instance);
        var delivering = courier.DeliverAsync(target, default);
        while (await Task.WhenAny(delivering, Task.Delay(20)) != delivering)
        {
            store.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        await delivering;
    }
}
