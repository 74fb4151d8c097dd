using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>Section <c>system</c>: what a host is by itself.</summary>
public sealed class SystemModule : Module<SystemSection>
{
    /// <inheritdoc/>
    public override string Section => "system";

    /// <inheritdoc/>
    public override string Summary => "Hostname, time zone, locale, kernel parameters and modules, /etc/hosts, message of the day, resolver.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => SystemJson.Default.SystemSection;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } =
    [
        new HostnameProvider(), new TimezoneProvider(), new LocaleProvider(), new DefaultLocaleProvider(), new SysctlProvider(), new TriggerProvider(),
    ];

    /// <inheritdoc/>
    protected override void Compile(SystemSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        new IdentityCompiler(context).Compile(section);
        new LocaleCompiler(context).Compile(section.Locale);
        new KernelCompiler(context).Compile(section);
        new HostsCompiler(context).Compile(section.Hosts);
        new ResolverCompiler(context).Compile(section.Resolver);
    }
}
