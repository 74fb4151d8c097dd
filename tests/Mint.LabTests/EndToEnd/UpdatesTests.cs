using System.Globalization;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Two servers of one group, with an upgrade that wants a reboot: patched in their window, rebooted one after the other.</summary>
internal sealed class UpdatesTests
{
    private const string Url = "https://updates.lab:7443";
    private const string Other = "probe-02";
    private const string Shop = "/var/lib/shop";

    [Test, CancelAfter(480_000)]
    public async Task Upgrade_OutsideItsWindow_IsOnlyReported_InsideItIsDone_AndHostsRebootInTheirTurn(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync("packages: {}\n", prepare: SellAsync, ct: ct);
        await using var coordinator = await LabHost.StartAsync(DebianRelease.Bookworm, "updates", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("updates.lab"), ct);
        await managed.Repo.WriteAsync("groups/shops.yaml", "packages: {}\n", ct);
        await managed.Repo.WriteAsync($"hosts/{Other}.yaml", "groups: [shops]\n", ct);
        await managed.PushAsync("groups: [shops]\n", message: "Two shops", ct: ct);
        await using var other = await managed.JoinAsync(Other, SellAsync, ct);
        await FleetCoordinator.InstallAsync(coordinator, Url, managed.Remote, "", ct);
        var fleet = await FleetCoordinator.EnrolAsync(coordinator, Url, [(ManagedHost.Name, managed.Host), (Other, other)], ct);
        LabHost[] hosts = [managed.Host, other];

        var closed = await UpdateAsync(managed, Window(hours: 12), ct);
        foreach (var host in hosts)
        {
            await ConvergedAsync(host, closed, ct);
            Assert.That(await host.RunAsync("mint status", ct), Does.Contain("upgrade/other").And.Contain("waits for window"), "it is reported");
            Assert.That(await host.RunAsync("dpkg-query -W -f '${Version}' shop", ct), Is.EqualTo("1.0"), "and not done");
        }

        var boots = await Task.WhenAll(hosts.Select(host => BootAsync(host, ct)));
        var open = await UpdateAsync(managed, Window(hours: -1), ct);
        await RebootOneAfterTheOtherAsync(hosts, fleet, ct);

        foreach (var (host, boot) in hosts.Zip(boots))
        {
            await ConvergedAsync(host, open, ct);
            Assert.That(await host.RunAsync("dpkg-query -W -f '${Version}' shop", ct), Is.EqualTo("2.0"));
            Assert.That(await BootAsync(host, ct), Is.Not.EqualTo(boot), "it was rebooted");
        }

        await Eventually.BecomesAsync(
            "turns are given back", TimeSpan.FromSeconds(30), () => fleet.RunAsync(["turn", "list"], ct), turns => !turns.Contains("probe-0", StringComparison.Ordinal), ct);
    }

    /// <summary>A window of two hours that opens at a time from now; nobody's night.</summary>
    private static string Window(int hours)
    {
        var opens = DateTime.UtcNow.AddHours(hours);
        return string.Create(CultureInfo.InvariantCulture, $"{opens:HH:mm}-{opens.AddHours(2):HH:mm}");
    }

    private static async Task<string> UpdateAsync(ManagedHost managed, string window, CancellationToken ct)
    {
        await managed.Repo.WriteAsync("groups/shops.yaml", $"updates: {{ upgrade: all, window: \"{window}\", refresh: 12h, reboot: {{ when: needed }} }}\n", ct);
        return await managed.Repo.PushAsync($"Upgrade {window}", ct: ct);
    }

    /// <summary>Lets apt know of one package alone, in version 1.0, which is installed, and 2.0, which wants a reboot.</summary>
    private static async Task SellAsync(LabHost host)
    {
        await host.WriteAsync(
            "/usr/local/sbin/sell",
            $"""
            #!/bin/bash
            set -euo pipefail
            mkdir -p {Shop}/build/DEBIAN
            printf 'Package: shop\nVersion: %s\nArchitecture: all\nMaintainer: Shop <shop@example.org>\nDescription: a shop\n' "$1" >{Shop}/build/DEBIAN/control
            printf '#!/bin/sh\n%s\n' "$2" >{Shop}/build/DEBIAN/postinst
            chmod 755 {Shop}/build/DEBIAN/postinst
            dpkg-deb --root-owner-group --build {Shop}/build {Shop}/shop_$1.deb >&2
            dpkg-deb -f {Shop}/shop_$1.deb
            printf 'Filename: ./shop_%s.deb\nSize: %s\nSHA256: %s\n\n' "$1" "$(stat -c %s {Shop}/shop_$1.deb)" "$(sha256sum <{Shop}/shop_$1.deb | cut -d' ' -f1)"
            """,
            "755");
        await host.RunAsync(
            $"""
            set -euo pipefail
            mkdir -p {Shop}
            rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
            (sell 1.0 true; sell 2.0 'touch /run/reboot-required') >{Shop}/Packages
            echo 'deb [trusted=yes] file:{Shop} ./' >/etc/apt/sources.list.d/shop.list
            apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy shop=1.0
            """);
    }

    private static async Task ConvergedAsync(LabHost host, string commit, CancellationToken ct) => await Eventually.BecomesAsync(
        $"{host.Name} converged at {commit}", TimeSpan.FromSeconds(90), () => AgentStatus.OfAsync(host, ct), status => status.IsConvergedAt(commit), ct);

    /// <summary>When one goes down, the other is up, and stays so until the first is back.</summary>
    private static async Task RebootOneAfterTheOtherAsync(LabHost[] hosts, FleetCli fleet, CancellationToken ct)
    {
        var first = await GoesDownAsync(hosts, ct);
        var second = hosts.Single(host => host != first);
        Assert.That(await second.IsOnAsync(ct), Is.True, "one at a time");
        Assert.That(await fleet.RunAsync(["turn", "list"], ct), Does.Contain("probe-01").And.Contain("probe-02"), "one has its turn, the other waits for it");
        Assert.That(await second.RunAsync("mint status", ct), Does.Contain("reboot"), "it says that it waits");
        await first.SwitchOnAsync(ct);
        Assert.That(await GoesDownAsync(hosts, ct), Is.EqualTo(second));
        await second.SwitchOnAsync(ct);
    }

    private static async Task<LabHost> GoesDownAsync(LabHost[] hosts, CancellationToken ct)
    {
        var (down, _) = await Eventually.BecomesAsync(
            "one of them reboots",
            TimeSpan.FromSeconds(120),
            async () =>
            {
                foreach (var host in hosts)
                {
                    if (!await host.IsOnAsync(ct))
                    {
                        return host;
                    }
                }

                return null;
            },
            host => host is not null,
            ct);
        return down ?? throw new InvalidOperationException("nobody went down");
    }

    /// <summary>A container shares the kernel's boot id with its host; what systemd counts from is its own.</summary>
    private static Task<string> BootAsync(LabHost host, CancellationToken ct) => host.RunAsync("systemctl show --property=UserspaceTimestampMonotonic --value", ct);
}
