using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Mounts;

/// <summary>Section <c>mounts</c>: file systems and swap.</summary>
public sealed class MountsModule : Module<MountsSection>
{
    /// <summary>Makes the module; its two kinds share one fstab.</summary>
    public MountsModule()
    {
        var fstab = new Fstab();
        Providers = [new MountProvider(fstab), new SwapProvider(fstab)];
    }

    /// <inheritdoc/>
    public override string Section => "mounts";

    /// <inheritdoc/>
    public override string Summary => "File systems and swap, in /etc/fstab and in use. Nothing is ever formatted.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => MountsJson.Default.MountsSection;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; }

    /// <inheritdoc/>
    protected override void Compile(MountsSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (mountPoint, entry) in (section.Filesystems ?? []).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            new FilesystemCompiler(context, mountPoint, entry).Compile();
        }

        foreach (var (name, area) in (section.Swap ?? []).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            new SwapCompiler(context, name, area).Compile();
        }
    }
}
