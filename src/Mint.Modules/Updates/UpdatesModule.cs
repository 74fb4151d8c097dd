using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Updates;

/// <summary>The <c>updates</c> section: upgrades of what is installed, restarts of what still runs old code, and reboots.</summary>
public sealed class UpdatesModule : Module<UpdatesSection>
{
    /// <inheritdoc/>
    public override string Section => "updates";

    /// <inheritdoc/>
    public override string Summary => "Upgrades of installed packages, restarts of services that run old libraries, and reboots, each in its window.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => UpdatesJson.Default.UpdatesSection;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } =
        [new PackageListsProvider(), new UpgradeProvider(), new ServiceRestartProvider(), new RebootProvider()];

    /// <inheritdoc/>
    protected override void Compile(UpdatesSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        new UpdatesCompiler(context, section).Compile();
    }
}
