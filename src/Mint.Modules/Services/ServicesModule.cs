using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.Services;

/// <summary>The <c>services</c> section: systemd units of any type by full name.</summary>
public sealed class ServicesModule : Module<Dictionary<string, ServiceSettings>>
{
    /// <inheritdoc/>
    public override string Section => "services";

    /// <inheritdoc/>
    public override string Summary => "systemd units by full name: enabled, running, masked, written whole or extended by drop-ins.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => ServicesJson.Default.DictionaryStringServiceSettings;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new ManagerProvider(), new UnitProvider()];

    /// <inheritdoc/>
    protected override void Compile(Dictionary<string, ServiceSettings> section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, settings) in section.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (UnitName.IsValid(name))
            {
                new ServiceCompiler(context, name, settings).Compile();
            }
            else
            {
                var hint = UnitName.IsValid(name + ".service") ? $"Did you mean '{name}.service'?" : null;
                context.Problem([name], $"'{name}' is no full unit name: its type is missing, or it holds a character systemd does not allow", hint);
            }
        }

        context.Add(new Resource(ManagerProvider.Id, new ManagerSpec(), context.Origin()));
    }
}
