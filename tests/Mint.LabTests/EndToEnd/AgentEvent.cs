using System.Text.Json;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>What tests read of an event of <c>mint history --json</c>.</summary>
internal sealed record AgentEvent(
    ulong Sequence, DateTimeOffset At, string Kind, string? Resource, string Summary, string? Origin, string? Action, IReadOnlyList<AgentEvent.Change> Differences)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The newest events of a host, newest first.</summary>
    public static async Task<IReadOnlyList<AgentEvent>> OfAsync(LabHost host, CancellationToken ct, int limit = 100)
    {
        using var history = JsonDocument.Parse(await host.RunAsync($"mint history --limit {limit} --json", ct));
        return history.RootElement.GetProperty("events").Deserialize<List<AgentEvent>>(Json) ?? [];
    }

    internal sealed record Change(string Attribute, string? Before, string? After, string? Origin);
}
