using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Mint.Protocol.V1;

namespace Mint.LoadTest;

/// <summary>Asks what dashboards and command lines ask, again and again, and keeps how long each answer took.</summary>
internal sealed class Queries(Settings settings, X509Certificate2 authority)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> took = new();

    public async Task RunAsync(CancellationToken ct)
    {
        using var channel = GrpcChannel.ForAddress(settings.Api, new GrpcChannelOptions { HttpHandler = Trust.Handler(authority) });
        var fleet = new FleetService.FleetServiceClient(channel);
        var headers = new Metadata { { "authorization", $"Bearer {settings.Token}" } };
        var asks = new (string Name, Func<Task> Ask)[]
        {
            ("fleet", async () => await fleet.GetFleetAsync(new GetFleetRequest(), headers, cancellationToken: ct)),
            ("hosts", async () => await fleet.ListHostsAsync(new ListHostsRequest { PageSize = 100 }, headers, cancellationToken: ct)),
            ("hosts by state", async () => await fleet.ListHostsAsync(new ListHostsRequest { Filter = "state:silent" }, headers, cancellationToken: ct)),
            ("host", async () => await fleet.GetHostAsync(new GetHostRequest { Host = Enrolment.NameOf(Random.Shared.Next(settings.Count)) }, headers, cancellationToken: ct)),
            ("resources", async () => await fleet.ListResourcesAsync(new ListResourcesRequest { Host = Enrolment.NameOf(Random.Shared.Next(settings.Count)), PageSize = 1000 }, headers, cancellationToken: ct)),
            ("drift", async () => await fleet.ListDriftAsync(new ListDriftRequest(), headers, cancellationToken: ct)),
            ("events", async () => await fleet.ListEventsAsync(new ListEventsOfFleetRequest { Filter = $"host:{Enrolment.NameOf(0)}" }, headers, cancellationToken: ct)),
            ("commits", async () => await fleet.ListCommitsAsync(new ListCommitsRequest { PageSize = 20 }, headers, cancellationToken: ct)),
        };
        for (var n = 0; !ct.IsCancellationRequested; n++)
        {
            var (name, ask) = asks[n % asks.Length];
            var started = Stopwatch.GetTimestamp();
            try
            {
                await ask();
                took.GetOrAdd(name, _ => []).Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (RpcException failed) when (failed.StatusCode is StatusCode.Cancelled or StatusCode.Unavailable)
            {
                // The coordinator is being restarted, or the measurement ends.
            }

            await Task.Delay(Between, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes what was measured since the last time: median and 99th percentile over all, and the slowest kind of question.</summary>
    public string Take()
    {
        var all = took.SelectMany(t => t.Value).Order().ToList();
        if (all.Count == 0)
        {
            return "-";
        }

        var slowest = took.Where(t => !t.Value.IsEmpty).MaxBy(t => At([.. t.Value.Order()], 0.99));
        var text = $"p50 {At(all, 0.5):0} ms, p99 {At(all, 0.99):0} ms (n={all.Count}; slowest: {slowest.Key} p99 {At([.. slowest.Value.Order()], 0.99):0} ms)";
        took.Clear();
        return text;
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
