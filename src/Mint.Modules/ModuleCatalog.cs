using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Providers;
using Mint.Modules.Cron;
using Mint.Modules.Fail2ban;
using Mint.Modules.Files;
using Mint.Modules.Firewall;
using Mint.Modules.HostSystem;
using Mint.Modules.Mounts;
using Mint.Modules.Packages;
using Mint.Modules.Routes;
using Mint.Modules.Services;
using Mint.Modules.Ssh;
using Mint.Modules.Updates;
using Mint.Modules.Users;
using Mint.Modules.WireGuard;

namespace Mint.Modules;

/// <summary>All sections that a host's configuration may have, and the kinds of resources that they bring.</summary>
public static class ModuleCatalog
{
    /// <summary>All modules; one line per section.</summary>
    public static IReadOnlyList<IModule> All { get; } =
    [
        new AptModule(),
        new CronModule(),
        new Fail2banModule(),
        new FilesModule(),
        new FirewallModule(),
        new GroupsModule(),
        new MountsModule(),
        new PackagesModule(),
        new RoutesModule(),
        new ServicesModule(),
        new SshModule(),
        new SystemModule(),
        new UpdatesModule(),
        new UsersModule(),
        new WireGuardModule(),
    ];

    /// <summary>Providers by kind.</summary>
    public static IReadOnlyDictionary<string, IResourceProvider> Providers { get; } =
        All.SelectMany(m => m.Providers).ToDictionary(p => p.Kind);

    /// <summary>Reasons to hold changes back that only a module can know.</summary>
    public static IReadOnlyList<IGuardRule> GuardRules { get; } = [new WayInRule()];
}
