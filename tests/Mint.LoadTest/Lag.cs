using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Mint.Protocol.V1;

namespace Mint.LoadTest;

/// <summary>How far pages fall behind the store while a commit goes through the fleet, by how many hosts each says run it.</summary>
internal sealed partial class Lag(Settings settings, X509Certificate2 authority)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    private readonly List<(double Since, int Hosts)> known = [];

    /// <summary>Asks the store until all hosts run a commit.</summary>
    public async Task FollowAsync(string commit, CancellationToken ct)
    {
        using var channel = GrpcChannel.ForAddress(settings.Api, new GrpcChannelOptions { HttpHandler = Trust.Handler(authority) });
        var fleet = new FleetService.FleetServiceClient(channel);
        var headers = new Metadata { { "authorization", $"Bearer {settings.Token}" } };
        var before = Now();
        while (known.LastOrDefault().Hosts < settings.Count)
        {
            var answer = await fleet.GetFleetAsync(new GetFleetRequest(), headers, cancellationToken: ct);
            // It may have known it right after it was asked the last time; no lag shall be hidden.
            if (answer.Head?.Id == commit && (known.Count == 0 || answer.HostsAtHead > known[^1].Hosts))
            {
                known.Add((before, (int)answer.HostsAtHead));
            }

            before = Now();
            await Task.Delay(Between, ct);
        }
    }

    /// <summary>Seconds that a page was behind, for each thing that the store knew; infinite where it never showed it.</summary>
    public IEnumerable<double> Of(IReadOnlyList<Headline> headlines, string commit)
    {
        var shown = headlines
            .Select(h => (h.At, Match: Sentence().Match(h.Text)))
            .Where(h => h.Match.Success && commit.StartsWith(h.Match.Groups[2].Value, StringComparison.Ordinal))
            .Select(h => (h.At, Hosts: int.Parse(h.Match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
            .ToList();
        return known.Select(k => shown.Where(s => s.Hosts >= k.Hosts).Select(s => Math.Max(0, s.At - k.Since) / 1000).DefaultIfEmpty(double.PositiveInfinity).First());
    }

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [GeneratedRegex(@"^(?:All )?(\d+) .*?runs? ([0-9a-f]+)")]
    private static partial Regex Sentence();
}
