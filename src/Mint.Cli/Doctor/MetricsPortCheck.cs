using System.Net;
using System.Net.Sockets;

namespace Mint.Cli.Doctor;

/// <summary>Whether the port of the agent's metrics is served, and not by something else.</summary>
/// <param name="endpoint">Where the agent serves metrics, <c>127.0.0.1:9465</c>.</param>
internal sealed class MetricsPortCheck(string endpoint) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "ports";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct)
    {
        if (!IPEndPoint.TryParse(endpoint, out var address))
        {
            return Finding.Fail($"'{endpoint}' is no address and port", "Write metrics: 127.0.0.1:9465 in agent.yaml.");
        }

        try
        {
            using var client = new HttpClient();
            var text = await client.GetStringAsync(new Uri($"http://{address}/metrics"), ct);
            return text.Contains("mint_", StringComparison.Ordinal)
                ? Finding.Ok($"metrics on http://{address}/metrics")
                : Finding.Fail($"something else answers on {address}", $"See what: sudo ss -ltnp 'sport = :{address.Port}'; or give the agent another port: metrics: in agent.yaml");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return Finding.Warn($"nobody serves metrics on {address}", "They come with the agent: sudo systemctl start mint-agent");
        }
        catch (HttpRequestException e)
        {
            return Finding.Fail($"{address} answers, but not with metrics: {e.Message}", $"See what listens there: sudo ss -ltnp 'sport = :{address.Port}'");
        }
    }
}
