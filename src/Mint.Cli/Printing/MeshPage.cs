using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints WireGuard networks: of the fleet, and of this host.</summary>
internal sealed class MeshPage(Screen screen, TimeProvider clock)
{
    private static readonly string[] Dead = ["stale", "never"];

    private readonly RelativeTime time = new(clock);

    /// <summary>Prints those of the fleet; dead edges first.</summary>
    public void Print(MeshList list)
    {
        if (list.Meshes.Count == 0)
        {
            screen.Line("No WireGuard network has reported yet.");
        }

        foreach (var mesh in list.Meshes)
        {
            var dead = mesh.Edges.Count(e => Dead.Contains(e.State));
            screen.Write(mesh.Network, Tone.Strong).Line($"  {Wording.Count(mesh.Members.Count, "member")}, {(dead == 0 ? "none out of reach" : Wording.Count(dead, "dead edge"))}");
            screen.Print([.. mesh.Edges.OrderBy(e => Dead.Contains(e.State) ? 0 : 1).Select(e => Row(e.State, $"{e.From} → {e.To}", e.LastHandshake, e.ReceivedBytes, e.SentBytes, e.Endpoint))]);
            foreach (var member in mesh.Members.Where(m => m.SwitchAt is not null))
            {
                screen.Line($"{member.Host} gets a new key at {member.SwitchAt?.ToOffset(clock.LocalTimeZone.GetUtcOffset(clock.GetUtcNow())):HH:mm:ss}", Tone.Info);
            }
        }
    }

    /// <summary>Prints those of this host.</summary>
    public void Print(WireGuardReport report)
    {
        if (report.Networks.Count == 0)
        {
            screen.Line("This host is in no WireGuard network.");
        }

        foreach (var network in report.Networks)
        {
            screen.Write(network.Network, Tone.Strong).Line($"  {network.PublicKey ?? "the interface is not there"}");
            screen.Print([.. network.Peers.Select(p => Row(p.State, p.Host ?? $"{p.PublicKey} (not wanted)", p.LastHandshake, p.ReceivedBytes, p.SentBytes, p.Endpoint))]);
        }
    }

    private Cell[] Row(string state, string who, DateTimeOffset? handshake, ulong received, ulong sent, string? endpoint) =>
    [
        FleetStates.Word(state),
        new Cell(who, Tone.Strong),
        new Cell(handshake is { } at ? time.Ago(at) : "no handshake"),
        new Cell($"↓ {Wording.Bytes(received)} ↑ {Wording.Bytes(sent)}"),
        new Cell(endpoint ?? "", Tone.Dim),
    ];
}
