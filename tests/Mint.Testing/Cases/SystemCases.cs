using Mint.Core.Hosts;
using Mint.Modules.HostSystem;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>What a host is by itself. Each case keeps aside what the host had, and puts it back.</summary>
internal sealed class SystemCases : IConformanceCases
{
    private const string Ttl = "net.ipv4.ip_default_ttl";

    public IEnumerable<ConformanceCase> Cases => [Hostname, Timezone, Locale, DefaultLocale, Sysctl];

    private static ConformanceCase Hostname => new(
        new HostnameProvider(), "short", "system", new HostnameSpec("mint-one"), new HostnameSpec("mint-two.example.com"),
        Scratch.Write("/etc/hostname", "tampered\n"))
    {
        Arrange = FakeHostname.Install,
        Prepare = (host, _) =>
        {
            Scratch.KeepAside(host, "/etc/hostname", "hostname");
            return Task.CompletedTask;
        },
        CleanUp = async (host, ct) =>
        {
            if (Scratch.PutBack(host, "/etc/hostname", "hostname")?.Trim() is { Length: > 0 } name)
            {
                await host.RunAsync(new Command("hostname", name), ct);
            }
        },
    };

    private static ConformanceCase Timezone => new(
        new TimezoneProvider(), "area-city", "system", new TimezoneSpec("Europe/Zurich"), new TimezoneSpec("Europe/Berlin"),
        (host, _) =>
        {
            host.CreateLink("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC");
            return Task.CompletedTask;
        })
    {
        Skip = host => host.Stat("/usr/share/zoneinfo/Europe/Zurich") is null ? "tzdata is not installed" : null,
        CleanUp = (host, _) =>
        {
            host.CreateLink("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC");
            return Task.CompletedTask;
        },
    };

    private static ConformanceCase Locale => new(
        new LocaleProvider(), "utf-8", "de_CH.UTF-8", new LocaleSpec(), new LocaleSpec(),
        (host, _) =>
        {
            host.WriteFile("/etc/locale.gen", "# nothing\n"u8, FileAccess.RootReadable);
            return Task.CompletedTask;
        })
    {
        Arrange = FakeLocaleGen.Install,
        Skip = host => host.Stat("/etc/locale.gen") is null ? "locales is not installed" : null,
        Prepare = (host, _) =>
        {
            Scratch.KeepAside(host, "/etc/locale.gen", "locale-gen");
            return Task.CompletedTask;
        },
        CleanUp = async (host, ct) =>
        {
            if (Scratch.PutBack(host, "/etc/locale.gen", "locale-gen") is not null)
            {
                await host.RunAsync(new Command("locale-gen"), ct);
            }
        },
        Paths = ["/usr/lib/locale"],
    };

    private static ConformanceCase DefaultLocale => new(
        new DefaultLocaleProvider(),
        "lang",
        "system",
        new DefaultLocaleSpec(new Dictionary<string, string> { ["LANG"] = "C.UTF-8" }),
        new DefaultLocaleSpec(new Dictionary<string, string> { ["LANG"] = "C", ["LC_TIME"] = "C.UTF-8" }),
        (host, _) =>
        {
            var path = host.Stat("/etc/default/locale") is { Type: FileType.Link } ? "/etc/locale.conf" : "/etc/default/locale";
            host.WriteFile(path, "LANG=\"POSIX\"\n"u8, FileAccess.RootReadable);
            return Task.CompletedTask;
        });

    private static ConformanceCase Sysctl => new(
        new SysctlProvider(), "namespaced", Ttl, new SysctlSpec("63"), new SysctlSpec("62"),
        async (host, ct) => await host.RunAsync(new Command("sysctl", "-q", "-w", Ttl + "=61"), ct))
    {
        Arrange = FakeSysctl.Install,
        Skip = host => host.Stat("/proc/sys/net/ipv4/ip_default_ttl") is null ? "the kernel has no " + Ttl : null,
        CleanUp = async (host, ct) => await host.RunAsync(new Command("sysctl", "-q", "-w", Ttl + "=64"), ct),
    };
}
