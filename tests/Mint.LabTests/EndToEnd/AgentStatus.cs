using System.Text.Json;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>What tests read of <c>mint status --json</c>.</summary>
internal sealed record AgentStatus(string State, AgentStatus.CommitPart? Commit, AgentStatus.RefusedPart? Refused, IReadOnlyList<string> Warnings, IReadOnlyList<AgentStatus.FailedPart> Failed)
{
    private const string Command = "mint status --json";

    /// <summary>What a host without an answering agent has.</summary>
    private static readonly AgentStatus Silent = new("silent", null, null, [], []);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<AgentStatus> OfAsync(LabHost host, CancellationToken ct) => Of(await host.TryAsync(Command, ct));

    /// <summary>What the agent of a virtual machine says of itself.</summary>
    public static async Task<AgentStatus> OfAsync(VirtualMachine machine, CancellationToken ct) => Of(await machine.TryAsync(Command, ct));

    private static AgentStatus Of(Outcome outcome) => outcome.ExitCode == 0 ? JsonSerializer.Deserialize<AgentStatus>(outcome.Output, Json) ?? Silent : Silent;

    /// <summary>Whether the host is as this commit says.</summary>
    public bool IsConvergedAt(string commit) => State == "converged" && Commit?.Id == commit;

    public override string ToString() => $"{State} at {Commit?.Id}, refused {Refused}, warnings [{string.Join("; ", Warnings)}], failed [{string.Join("; ", Failed)}]";

    internal sealed record CommitPart(string Id, string? SignedBy);

    internal sealed record RefusedPart(string Id, string Reason);

    internal sealed record FailedPart(string Resource, string Message, string? Origin);
}
