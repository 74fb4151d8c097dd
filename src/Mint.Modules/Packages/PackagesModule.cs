using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Packages;

/// <summary>The <c>packages</c> section: Debian packages by name.</summary>
public sealed class PackagesModule : Module<Dictionary<string, PackageSettings>>
{
    /// <inheritdoc/>
    public override string Section => "packages";

    /// <inheritdoc/>
    public override string Summary => "Debian packages that are installed, held at a version, or kept away.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => PackagesJson.Default.DictionaryStringPackageSettings;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new PackageProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, PackageSettings> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, settings) in section.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (IsSound(name, settings, context))
            {
                var present = settings.State == Presence.Present;
                var spec = new PackageSpec(present, settings.Version, settings.Hold, settings.From, settings.Purge);
                context.Add(new Resource(new ResourceId(PackageProvider.KindName, name), spec, context.Origin(name)));
            }
        }
    }

    private static bool IsSound(string name, PackageSettings settings, CompileContext context)
    {
        var before = context.Problems.Count;
        if (!PackageName.IsValid(name))
        {
            context.Problem([name], $"'{name}' is no Debian package name: two or more of a-z 0-9 + - . and, where needed, ':arch'");
        }

        if (settings.Version is { } version && !PackageVersion.IsValid(version))
        {
            context.Problem([name, "version"], $"'{version}' is no version: write it as dpkg does, or its beginning with one star at the end, '1.22.*'");
        }

        if (settings.From is { } release && (release.Length is 0 or > 64 || !release.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')))
        {
            context.Problem([name, "from"], $"'{release}' is no release name; expected one such as 'bookworm-backports'");
        }

        CheckAbsent(name, settings, context);
        return context.Problems.Count == before;
    }

    private static void CheckAbsent(string name, PackageSettings settings, CompileContext context)
    {
        if (settings.State == Presence.Present)
        {
            if (settings.Purge)
            {
                context.Problem([name, "purge"], "'purge' belongs to 'state: absent'");
            }

            return;
        }

        if (settings.Version is not null || settings.Hold || settings.From is not null)
        {
            context.Problem([name], "an absent package has no version, hold or from");
        }

        if (PackageName.WithoutArchitecture(name) == "mint-agent")
        {
            context.Problem([name, "state"], "the agent does not remove itself", "Remove it by hand: apt-get remove mint-agent");
        }
    }
}
