using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.HostSystem;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>What is run once after the files that it reads have changed.</summary>
internal sealed class TriggerCases : IConformanceCases
{
    private const string ModulesLoad = "systemd-modules-load.service";
    private const string Resolved = "systemd-resolved.service";
    private const string ResolvedSettings = "/etc/systemd/resolved.conf.d";
    private const string Blacklist = "/etc/modprobe.d/mint-conformance.conf";
    private const string Images = "/run/mint-conformance-images";

    public IEnumerable<ConformanceCase> Cases =>
    [
        ConformanceCase.Trigger(
            new TriggerProvider(), TriggerProvider.ModulesLoad, TriggerProvider.ModulesLoad, new TriggerSpec(), Invocation.Effect(ModulesLoad)) with
        {
            Arrange = FakeSystemServices.Install,
            Skip = ServiceCases.NoSystemd,
            // With nothing to load its condition would keep the service from running.
            Prepare = Scratch.Write("/etc/modules-load.d/mint-conformance.conf", "# nothing\n"),
            CleanUp = Scratch.Delete("/etc/modules-load.d/mint-conformance.conf"),
        },
        ConformanceCase.Trigger(
            new TriggerProvider(),
            TriggerProvider.Resolved,
            TriggerProvider.Resolved,
            new TriggerSpec(),
            new RefreshEffect(
                (host, ct) =>
                {
                    host.CreateDirectory(ResolvedSettings, Scratch.Directory);
                    return ConfigureResolverAsync("[Resolve]\nDomains=conformance.example.com\n", host, ct);
                },
                ResolvesItsDomainAsync)) with
        {
            Arrange = FakeSystemServices.Install,
            Skip = host => host.Stat("/usr/lib/systemd/system/" + Resolved) is null ? "systemd-resolved is not installed" : ServiceCases.NoSystemd(host),
            Prepare = ServiceCases.Systemctl("start", Resolved),
            CleanUp = Scratch.Delete(ResolvedSettings + "/mint-conformance.conf"),
        },
        ConformanceCase.Trigger(
            new TriggerProvider(),
            TriggerProvider.Initramfs,
            TriggerProvider.Initramfs,
            new TriggerSpec(),
            new RefreshEffect(
                async (host, ct) =>
                {
                    host.Delete(Blacklist);
                    await host.RunAsync(new Command("update-initramfs", "-u"), ct);
                    host.WriteFile(Images, Encoding.UTF8.GetBytes(HashOfImages(host)), FileAccess.RootReadable);
                    await Scratch.Write(Blacklist, "blacklist mint_conformance\n")(host, ct);
                },
                (host, _) => Task.FromResult(HashOfImages(host) != Encoding.UTF8.GetString(host.ReadFile(Images) ?? [])))) with
        {
            Arrange = FakeInitramfs.Install,
            Skip = host => host.Stat("/usr/sbin/update-initramfs") is null ? "no initramfs: a container boots without" : null,
            CleanUp = Scratch.Delete(Blacklist),
        },
    ];

    private static async Task<bool> ResolvesItsDomainAsync(IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("resolvectl", "domain"), ct)).Output.Contains("conformance.example.com", StringComparison.Ordinal);

    private static async Task ConfigureResolverAsync(string text, IHost host, CancellationToken ct)
    {
        host.Delete(ResolvedSettings + "/mint-conformance.conf");
        await Invocation.ForgetStartsAsync(host, Resolved, ct);
        await ServiceCases.Systemctl("restart", Resolved)(host, ct);
        await Scratch.Write(ResolvedSettings + "/mint-conformance.conf", text)(host, ct);
    }

    private static string HashOfImages(IHostReader host) => string.Join(
        '\n', host.List("/boot").Where(n => n.StartsWith("initrd.img-", StringComparison.Ordinal)).Select(n => $"{n} {host.HashFile("/boot/" + n)}"));
}
