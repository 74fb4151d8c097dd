using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Firewall;

/// <summary>Section <c>firewall</c>: who may reach what, by nftables, for the host and for ports that Docker publishes.</summary>
public sealed class FirewallModule : Module<FirewallSection>
{
    /// <inheritdoc/>
    public override string Section => "firewall";

    /// <inheritdoc/>
    public override string Summary => "nftables: who may reach what on the host and on ports that Docker publishes; blocklists; what may go out.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => FirewallJson.Default.FirewallSection;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new FirewallProvider(), new BlocklistProvider()];

    /// <inheritdoc/>
    protected override void Compile(FirewallSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        new FirewallCompiler(context, section).Compile();
    }
}
