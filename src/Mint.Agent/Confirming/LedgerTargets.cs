using System.Globalization;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Modules;

namespace Mint.Agent.Confirming;

/// <summary>Where the host is reached: as it is now is noted in the ledger, for the graph that said so may be gone.</summary>
internal sealed class LedgerTargets(ILedger ledger) : IWayInTargetSource
{
    private const string Fact = "way-in-targets";

    public WayInTargets InForce => ledger.ReadFact(Fact)?.Split('|') is [var ports, var addresses]
        ? new WayInTargets([.. Words(ports).Select(p => int.Parse(p, CultureInfo.InvariantCulture))], [.. Words(addresses)])
        : WayInTargetsOf.Usual;

    public WayInTargets Of(ResourceGraph desired) => WayInTargetsOf.Graph(desired);

    /// <summary>Notes where the host is reached now that its way in is as a graph says.</summary>
    public void Note(ResourceGraph graph)
    {
        var targets = Of(graph);
        var text = $"{string.Join(' ', targets.SshPorts.Select(p => p.ToString(CultureInfo.InvariantCulture)))}|{string.Join(' ', targets.MeshAddresses)}";
        if (ledger.ReadFact(Fact) != text)
        {
            ledger.WriteFact(Fact, text);
        }
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
