namespace Mint.LabTests.Hosts;

/// <summary>The recipe of the machines works: they boot, have WireGuard in their kernel, and reach each other.</summary>
internal sealed class VirtualMachineTests
{
    [Test, CancelAfter(240_000)]
    public async Task StartAsync_Two_HaveKernelWireGuardAndReachEachOther(CancellationToken ct)
    {
        using var disk = await MachineDisk.MakeAsync(ct);
        var machines = await VirtualMachine.StartAsync(disk, ["vm-1", "vm-2"], ct);
        await using var first = machines[0];
        await using var second = machines[1];

        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await first.RunAsync("hostname", ct), Is.EqualTo("vm-1"));
            Assert.That((await first.TryAsync("ip link add probe0 type wireguard && ip -d link show probe0", ct)).ToString(), Does.Contain("wireguard"));
            Assert.That((await first.TryAsync("ping -c 1 -W 5 192.0.2.2", ct)).ExitCode, Is.Zero);
            Assert.That((await second.TryAsync("dpkg -s mint-agent && mint --help", ct)).ExitCode, Is.Zero);
        });
    }
}
