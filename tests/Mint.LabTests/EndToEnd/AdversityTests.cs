namespace Mint.LabTests.EndToEnd;

/// <summary>A server on which the world around the agent fails.</summary>
internal sealed class AdversityTests
{
    private const string Path = "/etc/probe.conf";

    [Test, CancelAfter(300_000)]
    public async Task GitRemote_Gone_TheLastGoodCommitIsStillEnforced(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Says("one"), ct: ct);
        var address = await managed.Host.RunAsync("getent ahostsv4 git.lab | awk '{ print $1; exit }'", ct);
        await managed.Host.RunAsync($"ip route add blackhole {address}", ct);
        await managed.SaysAsync("warns that Git can't be reached", status => status.Warnings.Count > 0, ct);

        await managed.Host.RunAsync($"echo hacked > {Path}", ct);
        await FileSaysAsync(managed, "one", ct);
        await managed.Host.RunAsync("systemctl restart mint-agent", ct);
        await managed.Host.RunAsync($"echo hacked > {Path}", ct);
        await FileSaysAsync(managed, "one", ct);

        var commit = await managed.PushAsync(Says("two"), ct: ct);
        await managed.Host.RunAsync($"ip route del blackhole {address}", ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(90), ct);
        Assert.That((await managed.StatusAsync(ct)).Warnings, Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task Disk_OfTheStateFull_IsSaidAndOvercomeWhenThereIsRoom(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(
            Says("one"), prepare: host => host.RunAsync("mkdir -p /var/lib/mint-agent && mount -t tmpfs -o size=24m tmpfs /var/lib/mint-agent", ct), ct: ct);
        await managed.Host.RunAsync("dd if=/dev/zero of=/var/lib/mint-agent/filler bs=64k status=none || true; df /var/lib/mint-agent", ct);
        var commit = await managed.PushAsync(Says("two"), ct: ct);
        await Eventually.BecomesAsync(
            "the journal names the full disk",
            TimeSpan.FromSeconds(30),
            () => managed.Host.RunAsync("journalctl -u mint-agent --no-pager | grep -icE 'no space|disk( is|) full|SQLITE_FULL' || true", ct),
            count => count != "0",
            ct);
        await managed.Host.RunAsync("rm /var/lib/mint-agent/filler", ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(90), ct);
        Assert.That(await managed.Host.RunAsync($"cat {Path}", ct), Is.EqualTo("two"));
    }

    [Test, CancelAfter(300_000)]
    public async Task Clock_Jumping_NeitherStopsNorBlindsTheLoop([Values("+3650d", "-400d")] string offset, CancellationToken ct)
    {
        // A container has its machine's clock, so the agent gets one of its own.
        await using var managed = await ManagedHost.StartAsync(
            Says("one"),
            prepare: async host =>
            {
                await host.RunAsync("apt-get update -q && apt-get install -qy libfaketime && echo +0d > /etc/faketimerc", ct);
                await host.WriteAsync(
                    "/etc/systemd/system/mint-agent.service.d/clock.conf",
                    """
                    [Service]
                    Environment=LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1
                    Environment=FAKETIME_TIMESTAMP_FILE=/etc/faketimerc FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1
                    """,
                    ct: ct);
            },
            ct: ct);
        foreach (var (jump, word) in new[] { (offset, "two"), ("+0d", "three") })
        {
            await managed.Host.RunAsync($"echo {jump} > /etc/faketimerc", ct);
            var commit = await managed.PushAsync(Says(word), ct: ct);
            await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(20), ct);
            await managed.Host.RunAsync($"echo hacked > {Path}", ct);
            await FileSaysAsync(managed, word, ct);
        }

        Assert.That(await managed.Host.RunAsync("systemctl show -p NRestarts --value mint-agent", ct), Is.EqualTo("0"));
    }

    private static async Task FileSaysAsync(ManagedHost managed, string word, CancellationToken ct) => await Eventually.BecomesAsync(
        $"{Path} says {word}", TimeSpan.FromSeconds(5), async () => (await managed.Host.TryAsync($"cat {Path}", ct)).Output.Trim(), text => text == word, ct);

    private static string Says(string word) => $"files:\n  {Path}: {{ content: \"{word}\\n\" }}\n";
}
