using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Modules.Files;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>Turns the section into resources. What is not to be done is there too, only reported: so everybody sees what waits.</summary>
internal sealed class UpdatesCompiler(CompileContext context, UpdatesSection section)
{
    /// <summary>After Debian's own <c>20auto-upgrades</c> and <c>50unattended-upgrades</c>: the last word counts.</summary>
    private const string AptSettings = "/etc/apt/apt.conf.d/95mint-updates";

    /// <summary>Adds the resources, or reports what is wrong.</summary>
    public void Compile()
    {
        var window = Window(["window"], section.Window);
        CompileLists();
        CompileUpgrades(window);
        CompileRestarts(window);
        CompileReboot(window);
    }

    private void CompileLists()
    {
        if (DurationText.Parse(section.Refresh) is not { } age || age < TimeSpan.FromMinutes(10))
        {
            context.Problem(["refresh"], $"expected a duration of at least 10m, such as 12h, found '{section.Refresh}'");
            return;
        }

        context.Add(new Resource(PackageListsProvider.Id, new PackageListsSpec(age), context.Origin("refresh")));
    }

    private void CompileUpgrades(MaintenanceWindow? window)
    {
        CheckNames(["exclude"], section.Exclude, IsPackagePattern, "no Debian package name: a-z 0-9 + - . and, for any text, a star");
        var spec = new UpgradeSpec(Names(section.Exclude), DeclaredVersions());
        context.Add(new Resource(UpgradeProvider.Interrupted, new UpgradeSpec([], []), context.Origin())
        {
            OnlyReported = section.Upgrade == UpgradeChoice.None ? "only reported: 'upgrade' is 'none'" : null,
        });
        context.Add(Upgrades(UpgradeProvider.Security, spec, window, section.Upgrade != UpgradeChoice.None));
        context.Add(Upgrades(UpgradeProvider.Other, spec, window, section.Upgrade == UpgradeChoice.All));
        context.Add(new Resource(UpgradeProvider.LeftOut, spec, context.Origin())
        {
            OnlyReported = "only reported: upgrading would remove a package; see 'apt-get -s dist-upgrade'",
        });
        if (section.Upgrade != UpgradeChoice.None)
        {
            // Debian's own way of upgrading by itself knows no windows of ours.
            const string text = "APT::Periodic::Unattended-Upgrade \"0\";\n";
            context.Add(new Resource(new ResourceId("file", AptSettings), FileSpec.Readable(text), context.Origin("upgrade")));
        }
    }

    private Resource Upgrades(ResourceId id, UpgradeSpec spec, MaintenanceWindow? window, bool wanted) => new(id, spec, context.Origin("upgrade"))
    {
        Window = window,
        OnlyReported = wanted ? null : $"only reported: 'upgrade' is '{section.Upgrade.ToString().ToLowerInvariant()}'",
    };

    private void CompileRestarts(MaintenanceWindow? window)
    {
        var settings = section.RestartServices;
        CheckNames(["restart_services", "exclude"], settings?.Exclude, IsUnitPattern, "no service's full name, such as 'nginx.service'");
        CheckNames(["restart_services", "include"], settings?.Include, IsUnitPattern, "no service's full name, such as 'docker.service'");
        var spec = new ServiceRestartSpec(Names(settings?.Exclude), Names(settings?.Include));
        context.Add(new Resource(ServiceRestartProvider.Pending, spec, context.Origin("restart_services"))
        {
            DependsOn = [UpgradeProvider.Interrupted, UpgradeProvider.Security, UpgradeProvider.Other],
            Window = Window(["restart_services", "window"], settings?.Window) ?? window,
            OnlyReported = settings is null ? "only reported: there is no 'restart_services'" : null,
        });
        context.Add(new Resource(ServiceRestartProvider.LeftOut, spec with { LeftAlone = true }, context.Origin("restart_services"))
        {
            OnlyReported = "only reported: it is not restarted by itself; a reboot does it",
        });
    }

    private void CompileReboot(MaintenanceWindow? window)
    {
        var own = Window(["reboot", "window"], section.Reboot?.Window) ?? window;
        var wanted = section.Reboot?.When == RebootChoice.Needed;
        if (wanted && own is null && section.Reboot?.Window is null && section.Window is null)
        {
            context.Problem(["reboot"], "a host that reboots by itself needs a window", "reboot: { when: needed, window: \"sun 03:00-05:00\" }");
        }

        context.Add(new Resource(RebootProvider.Id, new RebootSpec(), context.Origin("reboot"))
        {
            Window = own,
            ComesLast = true,
            OnlyReported = wanted ? null : "only reported: 'reboot' is 'never'",
        });
    }

    /// <summary>A version that <c>packages</c> asks for is not upgraded away from it: the two would undo each other for ever.</summary>
    private SortedDictionary<string, string> DeclaredVersions()
    {
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, settings) in context.Find<Dictionary<string, PackageSettings>>() ?? [])
        {
            if (settings.Version is { } version)
            {
                versions[PackageName.WithoutArchitecture(name)] = version;
            }
        }

        return versions;
    }

    private MaintenanceWindow? Window(IReadOnlyList<string> key, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!MaintenanceWindow.TryParse(text, out var window, out var expected))
        {
            context.Problem(key, $"{expected}, found '{text}'");
        }

        return window;
    }

    private void CheckNames(IReadOnlyList<string> key, Dictionary<string, Excluded>? names, Predicate<string> isSound, string fault)
    {
        foreach (var name in (names ?? []).Keys.Where(n => !isSound(n)).Order(StringComparer.Ordinal))
        {
            context.Problem([.. key, name], $"'{name}' is {fault}");
        }
    }

    private static IReadOnlyList<string> Names(Dictionary<string, Excluded>? names) => [.. (names ?? []).Keys.Order(StringComparer.Ordinal)];

    private static bool IsPackagePattern(string name) => name.Length is > 1 and <= 128
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.' or '*');

    private static bool IsUnitPattern(string name) => name.Length <= 255
        && name.EndsWith(".service", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or ':' or '\\' or '*');
}
