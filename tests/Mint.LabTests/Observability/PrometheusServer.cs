using System.Globalization;
using System.Text.Json;

namespace Mint.LabTests.Observability;

/// <summary>Debian's Prometheus, as a process of its own, scraping one coordinator as docs/coordinator.md says.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly HttpClient http;

    private PrometheusServer(ChildProcess process, HttpClient http) => (this.process, this.http) = (process, http);

    public static async Task<PrometheusServer> StartAsync(SmallFleet fleet, CancellationToken ct)
    {
        var (configuration, port) = (Path.Combine(fleet.Directory, "prometheus.yml"), ChildProcess.FreePort());
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: mint-coordinator
                scheme: https
                tls_config: { ca_file: {{fleet.AuthorityFile}} }
                authorization: { credentials_file: {{fleet.TokenFile}} }
                static_configs: [{ targets: ["{{fleet.Target}}"] }]
            """,
            ct);
        var server = new PrometheusServer(
            ChildProcess.Start(
                "prometheus", $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(fleet.Directory, "prometheus")}", $"--web.listen-address=127.0.0.1:{port}"),
            new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
        await server.process.AnswersAsync(server.http, new Uri("/-/ready", UriKind.Relative), ct);
        return server;
    }

    /// <summary>The series that an expression has now, each with its labels.</summary>
    /// <exception cref="AssertionException">Prometheus does not understand it.</exception>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> NowAsync(string expression, CancellationToken ct) =>
        AskAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}", expression, ct);

    /// <summary>The series that it had within the last minute, as a graph asks for them.</summary>
    /// <exception cref="AssertionException">Prometheus does not understand it.</exception>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> LastMinuteAsync(string expression, CancellationToken ct)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return AskAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={now - 60}&end={now}&step=1"), expression, ct);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> AskAsync(string address, string expression, CancellationToken ct)
    {
        using var answer = JsonDocument.Parse(await (await http.GetAsync(new Uri(address, UriKind.Relative), ct)).Content.ReadAsStringAsync(ct));
        if (answer.RootElement.GetProperty("status").GetString() != "success")
        {
            throw new AssertionException($"{expression}: {answer.RootElement.GetProperty("error").GetString()}");
        }

        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(r => Labels(r.GetProperty("metric")))];
    }

    private static Dictionary<string, string> Labels(JsonElement metric) => metric.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!);
}
