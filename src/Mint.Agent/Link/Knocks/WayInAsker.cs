using System.Net;
using Grpc.Core;
using Mint.Agent.Link.Peers;
using Mint.Agent.Loop;
using Mint.Core.Confirming;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Knocks;

/// <summary>Lets another host knock at this one, through the coordinator.</summary>
internal sealed class WayInAsker(CoordinatorDoor door, AgentState state)
{
    private const int MostAddresses = 6;
    private const int LongestText = 200;

    // Longer than the other host's own patience, and the coordinator's with it.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    /// <summary>Asks; the verdict when there is nothing to judge by.</summary>
    /// <param name="ports">Ports of sshd.</param>
    /// <param name="mesh">Addresses in WireGuard networks; with any, only these are tried.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<(IReadOnlyList<Wire.Knock> Knocks, string Peer, WayInVerdict? Verdict)> AskAsync(IReadOnlyList<int> ports, IReadOnlyList<string> mesh, CancellationToken ct)
    {
        if (!door.Exists)
        {
            return ([], "", new WayInVerdict(WayInOutcome.Unavailable, "no coordinator is configured, so no other host can be asked"));
        }

        var request = new Wire.CheckWayInRequest { SshPorts = { ports.Select(p => (uint)p) }, MeshAddresses = { mesh } };
        if (mesh.Count == 0)
        {
            request.Addresses.AddRange((state.Definition?.Addresses ?? []).Where(a => IPAddress.TryParse(a, out var address) && PeerRules.IsReachable(address)).Take(MostAddresses));
        }

        var (answer, code, reason) = await door.AskAsync((client, call) => client.CheckWayInAsync(request, call), Within, ct);
        if (answer is null)
        {
            return ([], "", code is StatusCode.NotFound or StatusCode.Unimplemented
                ? new WayInVerdict(WayInOutcome.Unavailable, $"no other host can be asked: {reason}")
                : new WayInVerdict(WayInOutcome.Failed, $"the coordinator could not be asked for another host's try: {reason}"));
        }

        var peer = answer.Peer.Length == 0 ? "another host" : CommitMessage.Printable(answer.Peer, LongestText);
        return answer.Refusal.Length > 0
            ? ([], peer, new WayInVerdict(WayInOutcome.Failed, $"{peer} did not try: {CommitMessage.Printable(answer.Refusal, LongestText)}"))
            : ([.. answer.Knocks], peer, null);
    }

    /// <summary>Says of tries that did not answer what they were.</summary>
    public static string Describe(IEnumerable<Wire.Knock> knocks)
    {
        var told = knocks.Where(k => !k.Answered)
            .Select(k => CommitMessage.Printable($"{(k.Address.Contains(':', StringComparison.Ordinal) ? $"[{k.Address}]" : k.Address)}:{k.Port} ({k.Reason})", LongestText))
            .ToList();
        return told.Count == 0 ? "nothing was tried" : string.Join(", ", told);
    }
}
