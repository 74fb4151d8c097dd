using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;
using Mint.Modules.Packages;
using Mint.Modules.Services;
using Mint.Modules.Ssh;

namespace Mint.Modules.Fail2ban;

/// <summary>Section <c>fail2ban</c>: jails for those who fail to log in too often.</summary>
public sealed class Fail2banModule : Module<Fail2banSection>
{
    private const string Path = "/etc/fail2ban/jail.d/mint.local";

    private static readonly string[] Packages = ["fail2ban", "python3-systemd"];

    // Services whose package makes the log that a jail of theirs reads: without it fail2ban does not start at all.
    private static readonly string[] Logging = ["nginx", "apache2"];

    /// <inheritdoc/>
    public override string Section => "fail2ban";

    /// <inheritdoc/>
    public override string Summary => "fail2ban with its jails: who fails to log in too often is banned for a time.";

    /// <inheritdoc/>
    public override JsonTypeInfo SectionType => Fail2banJson.Default.Fail2banSection;

    /// <inheritdoc/>
    protected override void Compile(Fail2banSection section, CompileContext context)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        var before = context.Problems.Count;
        var text = new JailText(context, section).Compile(SshdPorts(context));
        if (context.Problems.Count > before)
        {
            return;
        }

        foreach (var package in Packages.Where(p => context.Find<Dictionary<string, PackageSettings>>()?.ContainsKey(p) != true))
        {
            context.Add(new Resource(new ResourceId(PackageProvider.KindName, package), new PackageSpec(Present: true), context.Origin()));
        }

        var file = new ResourceId("file", Path);
        var packages = Packages.Append("nftables").Concat(Logging).Select(p => new ResourceId(PackageProvider.KindName, p));
        context.Add(new Resource(file, FileSpec.Readable(text) with { Check = FileCheck.Fail2ban }, context.Origin())
        {
            DependsOn = [SshdProvider.Id, .. packages, .. Logging.Select(l => new ResourceId(UnitProvider.KindName, l + ".service")), .. Filters(section)],
        });
        context.Add(new Resource(
            new ResourceId(UnitProvider.KindName, "fail2ban.service"), new UnitSpec(Enabled: true, Running: true, Reload: true), context.Origin())
        {
            DependsOn = [.. Packages.Select(p => new ResourceId(PackageProvider.KindName, p))],
            ListensTo = [file],
        });
    }

    /// <summary>The files of own filters: without one that a jail names fail2ban does not start either.</summary>
    private static IEnumerable<ResourceId> Filters(Fail2banSection section) => (section.Jails ?? [])
        .Select(j => (j.Value.Filter ?? j.Key).Split('[')[0])
        .Select(name => new ResourceId("file", $"/etc/fail2ban/filter.d/{name}.conf"));

    /// <summary>The ports that sshd listens on, as far as this host says.</summary>
    private static string SshdPorts(CompileContext context) => context.Find<SshSection>()?.Port is { All.Count: > 0 } port ? string.Join(',', port.All) : "ssh";
}
