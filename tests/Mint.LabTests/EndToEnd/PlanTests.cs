using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Planning cannot change a server: not by anybody's good will, but where nothing can be written.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class PlanTests(DebianRelease release)
{
    private const string Plan = "mint plan --repo /srv/plan --host " + ManagedHost.Name;
    private const string Wanted = """
        files:
          /etc/probe.conf: { content: "wanted\n" }
          /etc/motd: { content: "wanted\n" }
        packages:
          tree: {}
        """;

    [Test, CancelAfter(300_000)]
    public async Task Plan_AsAnOrdinaryUser_ShowsTheChangesAndMakesNone(CancellationToken ct)
    {
        await using var host = await StartAsync(ct);
        var before = await HostSnapshot.TakeAsync(host, ct);
        var plan = await host.TryAsAsync("dev", Plan, ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(plan.ExitCode, Is.EqualTo(2), plan.ToString());
            Assert.That(plan.Output, Does.Contain("/etc/probe.conf").And.Contain("tree").And.Contain($"{ManagedHost.HostFile}:2"));
            Assert.That(before.ChangedUntil(await HostSnapshot.TakeAsync(host, ct)), Is.Empty);
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task Plan_WhereNothingCanBeWritten_ShowsTheSame([Values("dev", "root")] string user, CancellationToken ct)
    {
        await using var host = await StartAsync(ct);
        var free = await host.TryAsAsync(user, Plan, ct);
        // A mount namespace in which everything that is mounted is read-only, for root too.
        await host.WriteAsync(
            "/usr/local/bin/read-only",
            """
            #!/bin/bash
            awk '{ print $5 }' /proc/self/mountinfo | while read -r mounted; do mount -o remount,bind,ro "$mounted" || true; done 2>/dev/null
            for place in /etc /usr /var/lib /var/lib/mint-agent /tmp /run /root /home; do
              if touch "$place/probe" 2>/dev/null; then echo "$place can be written" >&2; exit 99; fi
            done
            exec setpriv --reuid "$1" --regid "$1" --init-groups bash -c "$2"
            """,
            "755",
            ct);
        var bound = await host.TryAsync($"unshare --mount --propagation private read-only {user} '{Plan}'", ct);
        Assert.That(bound.ExitCode, Is.EqualTo(2), bound.ToString());
        Assert.That(bound.Output, Is.EqualTo(free.Output));
    }

    private async Task<LabHost> StartAsync(CancellationToken ct)
    {
        var host = await LabHost.StartAsync(release, ManagedHost.Name, ct: ct);
        await AgentPackage.InstallAsync(host, ct);
        await host.RunAsync("useradd --create-home dev", ct);
        await host.WriteAsync("/srv/plan/mint.yaml", await ManagedHost.FleetAsync("require", ct), ct: ct);
        await host.WriteAsync($"/srv/plan/{ManagedHost.HostFile}", Wanted, ct: ct);
        return host;
    }
}
