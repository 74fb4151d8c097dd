using System.Net;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;
using FleetService = Mint.Protocol.V1.FleetService;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>Whoever watches acme's hosts while nova's change.</summary>
public sealed class WatchWalkTests
{
    private TestCoordinator coordinator = null!;
    private CallInvoker channel = null!;
    private HttpClient http = null!;
    private Metadata all = null!;
    private Metadata acme = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await TwoCustomers.StartAsync();
        (channel, http) = (coordinator.Channel(coordinator.Api), coordinator.Http());
        all = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("root", Role.Viewer));
        acme = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("ben", Role.Viewer, "acmecustomer"));
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [TestCase("")]
    [TestCase("host:nova*")]
    [TestCase("customer:novacustomer")]
    [TestCase("novasummary")]
    public async Task Watch_WhileAnotherCustomersHostsChange_SaysNothing(string filter)
    {
        var fleet = new FleetService.FleetServiceClient(channel);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var whole = fleet.Watch(new WatchRequest { Filter = filter }, all, cancellationToken: patience.Token);
        using var part = fleet.Watch(new WatchRequest { Filter = filter }, acme, cancellationToken: patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Api, $"/v1/watch?filter={Uri.EscapeDataString(filter)}")) { Version = HttpVersion.Version20 };
        request.Headers.Add("authorization", acme.Single().Value);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(patience.Token));
        // The first thing that each says is that it listens.
        Assert.That((await whole.ResponseStream.MoveNext(patience.Token), await part.ResponseStream.MoveNext(patience.Token), (await lines.ReadLineAsync(patience.Token))?.Length > 0), Is.EqualTo((true, true, true)));

        var accepted = await TwoCustomers.AcceptedAsync(coordinator, (ulong)Random.Shared.NextInt64(100, long.MaxValue));
        await coordinator.Get<Signals>().SendAsync(new Signal(SignalTopics.Events, $"{accepted}"), CancellationToken.None);
        await TellAsync(TwoCustomers.Host, TwoCustomers.NovaOnly);
        var heard = await UntilAsync(() => NextAsync(whole, patience.Token), text => IsOf(TwoCustomers.NovaOnly, text));
        Assert.That(heard, Does.Contain("novasummary").And.Contain("novareason"), "who sees all is told");

        // What comes after it comes when all before was told.
        await TellAsync("acmehost", TwoCustomers.Both);
        var grpc = await UntilAsync(() => NextAsync(part, patience.Token), text => IsOf(TwoCustomers.Both, text));
        var json = await UntilAsync(async () => await lines.ReadLineAsync(patience.Token) ?? "", text => IsOf(TwoCustomers.Both, text));
        Assert.That(grpc + json, Does.Not.Contain("nova"));
        Assert.That($"{grpc}\n{json}".Split('\n').Where(text => IsOf(TwoCustomers.NovaOnly, text)), Is.Empty);
        if (filter.Length == 0)
        {
            Assert.That(heard, Does.Contain("novachange"));
            Assert.That(grpc, Does.Contain("acmesummary").And.Contain("acmereason").And.Contain("acmechange").And.Contain("commit 1123456 accepted"));
            Assert.That(json, Does.Contain("acmesummary").And.Contain("acmereason").And.Contain("acmechange").And.Contain("commit 1123456 accepted"));
        }
    }

    private async Task TellAsync(string host, string commit)
    {
        var signals = coordinator.Get<Signals>();
        var id = await TwoCustomers.DriftAsync(coordinator, host, (ulong)Random.Shared.NextInt64(100, long.MaxValue));
        await signals.SendAsync(new Signal(SignalTopics.Events, $"{id}"), CancellationToken.None);
        await signals.SendAsync(new Signal(SignalTopics.Hosts, host), CancellationToken.None);
        await signals.SendAsync(new Signal(SignalTopics.Commits, commit), CancellationToken.None);
    }

    // Lets time pass until what is read says so, and gives all that was read.
    private async Task<string> UntilAsync(Func<Task<string>> readAsync, Func<string, bool> isLast)
    {
        var told = new List<string>();
        while (told.Count == 0 || !isLast(told[^1]))
        {
            var reading = readAsync();
            while (await Task.WhenAny(reading, Task.Delay(5)) != reading)
            {
                coordinator.Time.Advance(TimeSpan.FromMilliseconds(60));
            }

            told.Add(await reading);
            Assert.That(told[^1], Is.Not.Empty, "it ended");
        }

        return string.Join('\n', told);
    }

    private static async Task<string> NextAsync(AsyncServerStreamingCall<WatchResponse> call, CancellationToken ct) =>
        await call.ResponseStream.MoveNext(ct) ? call.ResponseStream.Current.ToString() : "";

    // The progress of a commit; hosts name theirs too.
    private static bool IsOf(string commit, string text) => text.Contains(commit, StringComparison.Ordinal) && text.Contains("\"seenAt\"", StringComparison.Ordinal);
}
