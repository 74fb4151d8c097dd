using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Mounts;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Mounts;

public sealed class MountProviderTests
{
    private readonly IResourceProvider provider = new MountProvider(new Fstab());
    private FakeHost host = FakeHost.Debian();

    [SetUp]
    public void SetUp()
    {
        host = FakeHost.Debian();
        host.Programs["systemctl"] = (_, _) => new CommandResult("systemctl", 0, "", "");
    }

    [Test]
    public async Task Apply_NewLine_KeepsAllOthers()
    {
        host.Files.WriteText("/etc/fstab", "# kept \u00fc\nUUID=1 /\text4 errors=remount-ro 0 1\n\ntmpfs /mnt/b tmpfs rw 0 0");
        await ApplyAsync(new MountSpec("LABEL=my data", "ext4", "noauto", 0, 2, null));

        Assert.That(
            host.Files.ReadText("/etc/fstab"),
            Is.EqualTo("# kept \u00fc\nUUID=1 /\text4 errors=remount-ro 0 1\n\ntmpfs /mnt/b tmpfs rw 0 0\nLABEL=my\\040data /mnt/a ext4 noauto 0 2\n"));
    }

    [Test]
    public async Task Compare_LineThatSaysTheSame_IsInSyncHoweverItIsSpaced()
    {
        host.Files.WriteText("/etc/fstab", "LABEL=my\\040data\t/mnt/a\text4\tnoauto\n");

        Assert.That(await PlanAsync(new MountSpec("LABEL=my data", "ext4", "noauto", 0, 0, null)), Is.Empty);
    }

    [Test]
    public async Task Compare_ByUuid_KnowsTheDeviceBehindIt()
    {
        host.Files.Link("/dev/disk/by-uuid/ab-12", "../../sdb1");
        host.Files.WriteText("/etc/fstab", "UUID=ab-12 /mnt/a ext4 defaults 0 0\n");
        host.Files.WriteText("/proc/self/mountinfo", "30 1 8:17 / /mnt/a rw,relatime - ext4 /dev/sdb1 rw\n");
        var spec = new MountSpec("UUID=ab-12", "ext4", "defaults", 0, 0, true);

        Assert.That(await PlanAsync(spec), Is.Empty);
        host.Files.WriteText("/proc/self/mountinfo", "30 1 8:17 / /mnt/a rw,relatime - ext4 /dev/sdc1 rw\n");
        Assert.That((await PlanAsync(spec)).Single().Attribute, Is.EqualTo("mounted device"));
    }

    [Test]
    public void Apply_SetReadOnlyByTheKernel_NeedsAPerson()
    {
        host.Files.WriteText("/etc/fstab", "/dev/sdb1 /mnt/a ext4 errors=remount-ro 0 0\n");
        host.Files.WriteText("/proc/self/mountinfo", "30 1 8:17 / /mnt/a ro,relatime - ext4 /dev/sdb1 ro\n");

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(new MountSpec("/dev/sdb1", "ext4", "errors=remount-ro", 0, 0, true)));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Commands, Is.Empty);
    }

    [Test]
    public void Delete_BusyFilesystem_StaysMountedAndListed()
    {
        host.Files.WriteText("/etc/fstab", "/dev/sdb1 /mnt/a ext4 defaults 0 0\n");
        host.Files.WriteText("/proc/self/mountinfo", "30 1 8:17 / /mnt/a rw - ext4 /dev/sdb1 rw\n");
        host.Programs["umount"] = (_, _) => new CommandResult("umount", 32, "", "umount: /mnt/a: target is busy.");

        var failure = Assert.ThrowsAsync<ResourceException>(() => provider.DeleteAsync(["/mnt/a"], host, CancellationToken.None));

        Assert.That(failure?.Message, Does.Contain("busy"));
        Assert.That(host.Files.ReadText("/etc/fstab"), Does.Contain("/mnt/a"));
    }

    [Test]
    public void Apply_SwapOverAFileOfSomebodyElse_LeavesIt()
    {
        host.Files.WriteText("/var/data.img", "precious");
        IResourceProvider swap = new SwapProvider(new Fstab());

        var failure = Assert.ThrowsAsync<ResourceException>(
            () => swap.ApplyAsync([new ApplyItem<object, object>("/var/data.img", new SwapSpec(1 << 20, null), null)], host, CancellationToken.None));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Files.ReadText("/var/data.img"), Is.EqualTo("precious"));
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync(MountSpec spec) =>
        provider.Compare(spec, await provider.ReadAsync("/mnt/a", host, CancellationToken.None));

    private Task ApplyAsync(MountSpec spec) =>
        provider.ApplyAsync([new ApplyItem<object, object>("/mnt/a", spec, null)], host, CancellationToken.None);
}
