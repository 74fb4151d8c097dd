using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.Packages;

/// <summary>The <c>apt</c> section: it compiles into files, and into <c>apt/lists</c>, which packages wait for.</summary>
public sealed partial class AptModule : Module<AptSection>
{
    /// <inheritdoc/>
    public override string Section => "apt";

    /// <inheritdoc/>
    public override string Summary => "Package repositories with their keys, pins, and apt's own settings.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => PackagesJson.Default.AptSection;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new AptListsProvider()];

    /// <inheritdoc/>
    protected override void Compile(AptSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        var settings = new List<ResourceId>();
        if (section.InstallRecommends is { } recommends)
        {
            var text = $"APT::Install-Recommends \"{(recommends ? "true" : "false")}\";\n";
            settings.Add(Add(context, ["install_recommends"], "/etc/apt/apt.conf.d/50mint", FileContent.Of(text)));
        }

        foreach (var (name, pin) in (section.Pins ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (IsName(name, "pins", context) && new PinCompiler(context, name, pin).Compile() is { } text)
            {
                settings.Add(Add(context, ["pins", name], $"/etc/apt/preferences.d/mint-{name}", FileContent.Of(text)));
            }
        }

        foreach (var (name, repository) in (section.Repositories ?? []).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (IsName(name, "repositories", context))
            {
                new RepositoryCompiler(context, name, repository).Compile();
            }
        }

        context.Add(new Resource(AptListsProvider.Id, new AptListsSpec(), context.Origin()) { DependsOn = settings });
    }

    private static ResourceId Add(CompileContext context, string[] key, string path, FileContent content)
    {
        var id = new ResourceId("file", path);
        context.Add(new Resource(id, new FileSpec(content), context.Origin(key)));
        return id;
    }

    private static bool IsName(string name, string map, CompileContext context)
    {
        var sound = FileName().IsMatch(name);
        if (!sound)
        {
            context.Problem([map, name], $"'{name}' becomes a file name: use letters, digits, dashes and underscores, at most 64");
        }

        return sound;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_\-]{0,63}\z")]
    private static partial Regex FileName();
}
