using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.Mounts;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>A file system in memory, and a small swap file.</summary>
internal sealed class MountCases : IConformanceCases
{
    private const string Point = "/mnt/mint-conformance";
    private const string Swap = "/var/mint-conformance.swap";

    public IEnumerable<ConformanceCase> Cases =>
    [
        new(
            new MountProvider(new Fstab()),
            "tmpfs",
            Point,
            new MountSpec("tmpfs", "tmpfs", "size=1m,noexec", 0, 0, true),
            new MountSpec("tmpfs", "tmpfs", "size=1m,nosuid,nodev,ro", 0, 0, true),
            async (host, ct) => await host.RunAsync(new Command("umount", Point), ct))
        {
            Arrange = FakeMount.Install,
            Skip = CanMount,
            CleanUp = Scratch.Delete(Point),
            Paths = [Point],
        },
        new(
            new MountProvider(new Fstab()),
            "listed-only",
            Point + "-b",
            new MountSpec("UUID=0a1b-2c3d", "ext4", "noauto,nofail", 0, 2, null),
            new MountSpec("LABEL=my data", "ext4", "noauto", 1, 0, false),
            Scratch.Edit("/etc/fstab", text => text.Replace("ext4 noauto,nofail", "ext4 noauto", StringComparison.Ordinal)))
        {
            Arrange = FakeMount.Install,
        },
        new(
            new SwapProvider(new Fstab()),
            "file",
            Swap,
            new SwapSpec(1 << 20, null),
            new SwapSpec(2 << 20, 5),
            async (host, ct) => await host.RunAsync(new Command("swapoff", Swap), ct))
        {
            Arrange = FakeSwap.Install,
            Skip = CanSwap,
            CleanUp = Scratch.Delete(Swap),
            Paths = [Swap],
        },
    ];

    private static string? CanMount(IHostReader host) => host.Stat("/proc/self/mountinfo") is null ? "no table of mounts" : null;

    // A container shares its swap with the machine, and its root can't hold a swap file.
    private static string? CanSwap(IHostReader host) =>
        Encoding.UTF8.GetString(host.ReadFile("/proc/self/mountinfo") ?? []).Contains(" - overlay overlay ", StringComparison.Ordinal)
            ? "a container can't have swap of its own"
            : null;
}
