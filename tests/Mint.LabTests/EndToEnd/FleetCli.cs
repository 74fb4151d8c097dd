using System.Text.Json;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>The command line tool on the engineer's side, asking one coordinator.</summary>
/// <param name="program">What is run.</param>
/// <param name="environment">What it finds in its environment.</param>
internal sealed class FleetCli(string program, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The exit code of an answer that says that a person is needed.</summary>
    private const int NeedsPerson = 2;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The very command that <c>deploy/lab/up</c> tells of.</summary>
    public static FleetCli OfLab { get; } = new(Repository.At("deploy", "lab", "mint"), Lab.Environment);

    /// <summary>One that asks another coordinator than the lab's.</summary>
    public static FleetCli Of(string url, string token, string authorityFile) => new(
        Path.Combine(Lab.Directory, "mint-agent", "mint"),
        new Dictionary<string, string> { ["MINT_COORDINATOR"] = url, ["MINT_TOKEN"] = token, ["MINT_CA_FILE"] = authorityFile });

    /// <summary>Runs a command; it may fail.</summary>
    public Task<Outcome> TryAsync(string[] arguments, CancellationToken ct) =>
        LocalCommand.TryAsync(program, arguments, environment: environment, ct: ct);

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<string> RunAsync(string[] arguments, CancellationToken ct) => (await TryAsync(arguments, ct)).Succeeded();

    /// <summary>The answer to a question; the command gets <c>--json</c>.</summary>
    public async Task<T> AskAsync<T>(string[] arguments, CancellationToken ct)
    {
        var outcome = await TryAsync([.. arguments, "--json"], ct);
        var text = outcome.ExitCode == NeedsPerson ? outcome.Output : outcome.Succeeded();
        return Read<T>(text) ?? throw new InvalidOperationException($"no answer: {outcome}");
    }

    /// <summary>Follows a question; the command gets <c>--watch --json</c>.</summary>
    public FleetWatch Watch(params string[] arguments) => FleetWatch.Start(program, [.. arguments, "--watch", "--json"], environment);

    /// <summary>All hosts.</summary>
    public async Task<IReadOnlyDictionary<string, FleetHost>> HostsAsync(CancellationToken ct) =>
        (await AskAsync<FleetHosts>(["hosts"], ct)).Hosts.ToDictionary(host => host.Name);

    /// <summary>Everything that the coordinator has of a host's own telling, in the order in which it came.</summary>
    public async Task<IReadOnlyList<FleetEvent>> EventsOfAsync(string host, CancellationToken ct)
    {
        var history = await AskAsync<FleetHistory>(["events", $"host:{host}", "--limit", "20000"], ct);
        return [.. history.Events.Where(e => e.Event.Sequence > 0).OrderBy(e => e.Id)];
    }

    /// <summary>What the coordinator found suspicious, newest first.</summary>
    public async Task<IReadOnlyList<FleetEvent>> AlarmsAsync(CancellationToken ct) =>
        (await AskAsync<FleetHistory>(["events", "kind:security"], ct)).Events;

    /// <summary>Reads one document.</summary>
    internal static T? Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Json);
}
