using System.Text.Json.Serialization.Metadata;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Modules.Users;

namespace Mint.Modules.Ssh;

/// <summary>Section <c>ssh</c>: who may log in, and how; the fleet's host keys.</summary>
public sealed class SshModule : Module<SshSection>
{
    /// <inheritdoc/>
    public override string Section => "ssh";

    /// <inheritdoc/>
    public override string Summary => "sshd: port, who may log in and how, algorithms, further settings; the host keys of the fleet.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => SshJson.Default.SshSection;

    /// <inheritdoc/>
    public override IReadOnlyList<IResourceProvider> Providers { get; } = [new SshdProvider(TimeProvider.System)];

    /// <inheritdoc/>
    protected override void Compile(SshSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        new SshCompiler(context, section).Compile();
        if (section.KnownHosts == KnownHosts.Fleet)
        {
            KnownHostsCompiler.Compile(context);
        }
    }

    /// <inheritdoc/>
    protected override void Review(SshSection section, ResourceGraph graph, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(context);
        var isVouchedFor = context.Find<Dictionary<string, UserSettings>>() is { } users && UsersModule.IsVouchedFor(users);
        var shutOut = WayIn.ShutOut(graph);
        if (shutOut.Count > 0 && !isVouchedFor && WayIn.People(graph).Count == 0)
        {
            context.Problem(
                [],
                $"with these settings nobody could log in any more: {string.Join("; ", shutOut.Select(s => $"{s.Name}: {s.Why}"))}",
                "Let one of them in, or write 'way_in: true' under users at one who gets in by other means.");
        }
    }
}
