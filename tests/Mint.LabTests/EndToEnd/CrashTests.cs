using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Killed or unplugged at any instant, the agent converges after its restart, with nothing half-written.</summary>
internal sealed class CrashTests
{
    [Test, CancelAfter(600_000)]
    public async Task Kill_AtManyPointsOfARun_ConvergesWithNothingLeftBehind(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Files(0), ct: ct);
        // The restart's own delay is no part of this.
        await managed.Host.WriteAsync("/etc/systemd/system/mint-agent.service.d/fast.conf", "[Service]\nRestartSec=0\n", ct: ct);
        await managed.Host.RunAsync("systemctl daemon-reload", ct);
        var commit = "";
        for (var round = 1; round <= 15; round++)
        {
            commit = await managed.PushAsync(Files(round), ct: ct);
            // The run begins up to a poll (1 s) after the push; the kills wander through that time and the run itself.
            await Task.Delay(100 * round, ct);
            await managed.KillAgentAsync(ct);
        }

        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(60), ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await managed.Host.RunAsync("cat /etc/many/* | sort | uniq -c | tr -s ' '", ct), Is.EqualTo(" 40 round 15"));
            Assert.That(await managed.Host.RunAsync("ls -A /etc/many | wc -l", ct), Is.EqualTo("40"), "no half-written file is left");
            Assert.That((await managed.Host.TryAsync("mint plan", ct)).ExitCode, Is.Zero);
        });
    }

    [Test, CancelAfter(600_000)]
    public async Task HalfWrittenFile_AfterAPowerLoss_IsMadeWhole(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Files(1), ct: ct);
        var commit = await managed.Repo.HeadAsync(ct);
        await managed.Host.RunAsync("systemctl stop mint-agent && truncate -s 3 /etc/many/7 && : > /etc/many/8 && systemctl start mint-agent", ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(30), ct);
        Assert.That(await managed.Host.RunAsync("cat /etc/many/7 /etc/many/8", ct), Is.EqualTo("round 1\nround 1"));
    }

    [Test, CancelAfter(600_000)]
    public async Task Ledger_Corrupted_IsSetAsideAndRebuiltLoudly(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Files(1), ct: ct);
        var commit = await managed.Repo.HeadAsync(ct);
        await managed.Host.RunAsync(
            """
            systemctl stop mint-agent
            ledger=$(find /var/lib/mint-agent -name '*.db' -o -name '*.sqlite*' | head -n 1)
            test -n "$ledger" && rm -f "$ledger"-* && dd if=/dev/urandom of="$ledger" bs=4096 count=3 conv=notrunc status=none
            systemctl start mint-agent
            """,
            ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(30), ct);
        Assert.That((await managed.StatusAsync(ct)).Warnings, Has.Some.Contain("ledger").IgnoreCase);
    }

    [Test, CancelAfter(600_000)]
    public async Task Apt_KilledInTheMiddle_IsRecovered([Values] DebianRelease release, CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync("files: {}\n", release, ct: ct);
        var commit = await managed.PushAsync("packages:\n  apache2: {}\n  tree: {}\n", ct: ct);
        // dpkg is at work, in the host's own process space: kill all of it at once, and the agent with it.
        await managed.Host.RunAsync("timeout 120 sh -c 'until pgrep -x dpkg >/dev/null && grep -q half-installed /var/log/dpkg.log; do sleep 0.02; done'", ct);
        await managed.Host.RunAsync("pkill -KILL -x 'dpkg|apt-get|mint-agent'", ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromMinutes(3), ct);
        Assert.That(await managed.Host.RunAsync("dpkg --audit; dpkg-query -W -f '${Status}\n' apache2 tree", ct), Is.EqualTo("install ok installed\ninstall ok installed"));
    }

    private static string Files(int round) => "files:\n  /etc/many: { directory: true }\n"
        + string.Concat(Enumerable.Range(1, 40).Select(i => $"  /etc/many/{i}: {{ content: \"round {round}\\n\" }}\n"));
}
