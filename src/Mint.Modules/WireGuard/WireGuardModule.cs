using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.WireGuard;

/// <summary>Section <c>wireguard</c>: the host's place in the WireGuard networks of mint.yaml.</summary>
public sealed class WireGuardModule : Module<Dictionary<string, WireGuardMembership>>
{
    /// <inheritdoc/>
    public override string Section => "wireguard";

    /// <inheritdoc/>
    public override string Summary => "The host's place in the WireGuard networks of mint.yaml, by network: address, endpoint, pinned key, networks behind it.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => WireGuardJson.Default.DictionaryStringWireGuardMembership;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new WireGuardProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, WireGuardMembership> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        var networks = section.Keys.Order(StringComparer.Ordinal).Select(name => MemberNetwork.Of(name, context)).OfType<MemberNetwork>().ToList();
        foreach (var network in networks)
        {
            new MembershipRules(context, network).Check(section[network.Name], networks);
        }

        if (context.Problems.Count > 0)
        {
            return;
        }

        foreach (var network in networks)
        {
            new NetworkCompiler(context, network).Compile();
        }

        NetworkTools.Compile(context, networks);
    }
}
