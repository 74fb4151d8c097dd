using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Routes;

/// <summary>Section <c>routes</c>: static routes beside those that the distribution's own configuration makes.</summary>
public sealed class RoutesModule : Module<Dictionary<string, RouteSettings>>
{
    /// <inheritdoc/>
    public override string Section => "routes";

    /// <inheritdoc/>
    public override string Summary => "Static routes, beside those that the server's own network configuration makes.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => RoutesJson.Default.DictionaryStringRouteSettings;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new RouteProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, RouteSettings> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (network, settings) in section.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            new RouteCompiler(context, network, settings).Compile();
        }
    }
}
