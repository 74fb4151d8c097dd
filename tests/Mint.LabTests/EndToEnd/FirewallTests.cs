using System.Globalization;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>A server with containers behind its firewall, and a client on a wire of its own that knocks from allowed and from other addresses.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class FirewallTests(DebianRelease release)
{
    private const string Sections = """
        packages: { docker.io: {}, busybox-static: {}, curl: {}, iproute2: {} }
        firewall:
          zones: { office: [198.51.100.7, "fd00:99::1"] }
          allow:
            shop: { tcp: [8080], from: [office] }
            world: { tcp: [8083] }
        """;

    /// <summary>A container that publishes three ports, and the client's wire; after a reboot only the wire is missing.</summary>
    private const string Wire = """
        set -euo pipefail
        printf 'net.ipv6.conf.all.disable_ipv6 = 0\nnet.ipv6.conf.default.disable_ipv6 = 0\n' >/etc/sysctl.d/90-ipv6.conf
        sysctl -q -p /etc/sysctl.d/90-ipv6.conf
        ip netns add client
        ip link add ext0 type veth peer name far0 netns client
        for address in 198.51.100.1/24 203.0.113.1/24; do ip addr add $address dev ext0; done
        ip addr add fd00:99::fe/64 dev ext0 nodad
        ip link set ext0 up
        inside() { ip netns exec client "$@"; }
        inside sysctl -qw net.ipv6.conf.all.disable_ipv6=0
        for address in 198.51.100.7/24 203.0.113.2/24; do inside ip addr add $address dev far0; done
        for address in fd00:99::1/64 fd00:99::2/64; do inside ip addr add $address dev far0 nodad; done
        inside ip link set lo up
        inside ip link set far0 up
        inside ip route add default via 203.0.113.1
        """;

    private const string Shop = """
        set -euo pipefail
        mkdir -p /etc/docker /root/shop/bin /root/shop/www
        echo '{ "ipv6": true, "fixed-cidr-v6": "fd00:dead:1::/64", "bip": "172.30.0.1/24", "storage-driver": "vfs" }' >/etc/docker/daemon.json
        systemctl restart docker
        cp "$(command -v busybox)" /root/shop/bin/busybox
        echo hello >/root/shop/www/index.html
        tar -C /root/shop -c . | docker import - shop
        docker run -d --restart always --name shop -p 8080:80 -p 8081:80 -p 8083:80 shop /bin/busybox httpd -f -p 80 -h /www
        """;

    // From, to, whether it is let in. Port 8081 is published and nobody's rule names it.
    private static readonly (string From, string To, bool Open)[] Knocks =
    [
        ("198.51.100.7", "198.51.100.1:8080", true),
        ("203.0.113.2", "203.0.113.1:8080", false),
        ("203.0.113.2", "203.0.113.1:8083", true),
        ("198.51.100.7", "198.51.100.1:8081", false),
        ("fd00:99::1", "[fd00:99::fe]:8080", true),
        ("fd00:99::2", "[fd00:99::fe]:8080", false),
        ("fd00:99::2", "[fd00:99::fe]:8083", true),
        ("fd00:99::1", "[fd00:99::fe]:8081", false),
    ];

    [Test, CancelAfter(600_000)]
    public async Task PublishedPort_IsOpenToExactlyTheDeclaredSources_AlsoAfterDockerAndTheHostRestarted(CancellationToken ct)
    {
        // Debian 13 has Docker's command line in a package of its own.
        var docker = release == DebianRelease.Bookworm ? "docker.io: {}" : "docker.io: {}, docker-cli: {}";
        await using var managed = await ManagedHost.StartAsync(Sections.Replace("docker.io: {}", docker, StringComparison.Ordinal), release, ct: ct);
        await managed.Host.RunAsync(Wire, ct);
        await managed.Host.RunAsync(Shop, ct);

        await KnockAsync(managed.Host, "as it was set up", ct);
        await managed.Host.RunAsync("systemctl restart docker", ct);
        await KnockAsync(managed.Host, "after Docker was restarted", ct);

        await managed.Host.CutPowerAsync(ct);
        await managed.Host.SwitchOnAsync(ct);
        await Eventually.BecomesAsync(
            "the host is up", TimeSpan.FromSeconds(90), () => managed.Host.TryAsync("systemctl is-active docker && nft list table inet mint", ct), o => o.ExitCode == 0, ct);
        await managed.Host.RunAsync(Wire, ct);
        await KnockAsync(managed.Host, "after a reboot", ct);
        Assert.That(await managed.Host.RunAsync("systemctl is-active mint-firewall", ct), Is.EqualTo("active"), "the table was there before the agent");
        Assert.That(
            await managed.Host.RunAsync("curl -s -m 2 http://127.0.0.1:8081/", ct), Is.EqualTo("hello"), "the host itself reaches what it publishes");
    }

    [Test, CancelAfter(300_000)]
    [TestCase("nft delete table inet mint", "table inet mint", TestName = "Table_TamperedWith_IsBackWithinTwoSeconds(flushed)")]
    [TestCase("nft insert rule inet mint input tcp dport 31337 accept", "rule in chain input", TestName = "Table_TamperedWith_IsBackWithinTwoSeconds(rule added)")]
    [TestCase("nft delete element inet mint zone-office-4 '{ 198.51.100.7 }'", "set zone-office-4", TestName = "Table_TamperedWith_IsBackWithinTwoSeconds(element removed)")]
    public async Task Table_TamperedWith_IsBackWithinTwoSeconds_AndOthersTablesStay(string tamper, string attribute, CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Sections.Replace("docker.io: {}, ", "", StringComparison.Ordinal), release, ct: ct);
        await managed.Host.RunAsync(
            """
            nft -f - <<'RULES'
            table inet f2b-table { set addr-set-sshd { type ipv4_addr; elements = { 192.0.2.66 }; }; chain f2b-chain { type filter hook input priority -1; policy accept; tcp dport 22 ip saddr @addr-set-sshd reject; }; }
            table ip nat { chain DOCKER { return; }; }
            RULES
            nft -s list table inet f2b-table >/root/others; nft -s list table ip nat >>/root/others
            nft -s list table inet mint >/root/want
            """,
            ct);

        var milliseconds = await managed.Host.RunAsync(
            $$"""
            {{tamper}}
            started=$(date +%s%N)
            until nft -s list table inet mint 2>/dev/null | cmp -s - /root/want; do
              [ $((($(date +%s%N) - started) / 1000000)) -lt 10000 ] || break
              sleep 0.01
            done
            echo $((($(date +%s%N) - started) / 1000000))
            """,
            ct);

        TestContext.Out.WriteLine($"back after {milliseconds} ms");
        Assert.That(int.Parse(milliseconds, CultureInfo.InvariantCulture), Is.LessThan(2000));
        var drift = (await Eventually.BecomesAsync(
            "the drift is in the history",
            TimeSpan.FromSeconds(5),
            async () => (await AgentEvent.OfAsync(managed.Host, ct)).FirstOrDefault(e => e.Kind == "drift"),
            e => e?.Action == "repaired",
            ct)).Answer;
        Assert.That(drift?.Resource, Is.EqualTo("firewall/table"));
        Assert.That(drift?.Differences.Select(d => d.Attribute), Does.Contain(attribute));
        Assert.That(await managed.Host.RunAsync("(nft -s list table inet f2b-table; nft -s list table ip nat) | diff - /root/others && echo same", ct), Is.EqualTo("same"));
    }

    [Test, CancelAfter(300_000)]
    public async Task FiveThousandEntriesAndTwoHundredRules_AreLoadedAtOnce_AndSeenAsTheyAre(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync("packages: {}\n", release, ct: ct);
        var entries = Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{20 + (i / 2500)}.{i % 2500 / 10}.{i % 10 * 20}.0/24"));
        var rules = Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"    r{i}: {{ tcp: [{10_000 + i}], from: [192.0.2.{i}] }}"));
        await managed.Repo.WriteAsync("lists/bad.txt", string.Join('\n', entries) + "\n", ct);

        var commit = await managed.PushAsync($"firewall:\n  blocklists: {{ bad: {{ file: lists/bad.txt }} }}\n  allow:\n{string.Join('\n', rules)}\n", ct: ct);
        var took = await managed.ConvergesAsync(commit, TimeSpan.FromSeconds(60), ct);

        TestContext.Out.WriteLine($"converged after {took.TotalSeconds:0.0} s");
        Assert.That(await managed.Host.RunAsync("nft list set inet mint blocklist-bad-4 | grep -o '/24' | wc -l", ct), Is.EqualTo("5000"));
        Assert.That(await managed.Host.RunAsync("nft -t list table inet mint | grep -c 'comment \"allow.r'", ct), Is.EqualTo("200"));
        Assert.That((await managed.Host.TryAsync("mint plan", ct)).ExitCode, Is.Zero, "nothing to do");
    }

    private static async Task KnockAsync(LabHost host, string when, CancellationToken ct)
    {
        await Eventually.BecomesAsync(
            $"the shop answers {when}", TimeSpan.FromSeconds(60), () => host.TryAsync("curl -sf -m 2 http://127.0.0.1:8080/", ct), o => o.ExitCode == 0, ct);
        foreach (var (from, to, open) in Knocks)
        {
            var answer = await host.RunAsync($"ip netns exec client curl -s -m 2 --interface '{from}' 'http://{to}/' || true", ct);
            Assert.That(answer, Is.EqualTo(open ? "hello" : ""), $"{from} to {to} {when}");
        }
    }
}
