using Mint.Core.Graph;
using Mint.Modules.Firewall;
using Mint.UnitTests.Ssh;
using NUnit.Framework;

namespace Mint.UnitTests.Firewall;

public sealed class FirewallModuleTests
{
    private const string Networks = "version: 1\nnetworks:\n  mint0: { cidr: 10.90.0.0/16, port: 51821, hosts: [web-01] }\n  far0: { cidr: 10.91.0.0/16, hosts: [db-01] }\n";

    private static readonly (string, string)[] Fleet =
    [
        ("mint.yaml", Networks),
        ("groups/web.yaml", "packages: {}\n"),
        ("groups/db.yaml", "packages: {}\n"),
        ("hosts/db-01.yaml", "groups: [db]\naddresses: [203.0.113.9, \"2001:db8::9\"]\nwireguard: { far0: { address: 10.91.0.9 } }\n"),
        ("hosts/db-02.yaml", "groups: [db]\naddresses: [203.0.113.10]\npackages: {}\n"),
        ("hosts/mute-01.yaml", "groups: [web]\npackages: {}\n"),
        ("lists/de.txt", "# Germany\n5.1.0.0/16\n5.2.0.0/16 ; a comment\n2a00:1::/32\n"),
        ("lists/bad.txt", "5.1.0.0/16\nnonsense\n5.1.0.1/16\n"),
        ("lists/twice.txt", "5.0.0.0/8\n5.1.0.0/16\n"),
        ("lists/empty.txt", "# nobody\n"),
    ];

    [Test]
    public void Compile_Empty_KeepsEverybodyOutButSsh()
    {
        var text = Spec(SshHosts.Compile("firewall: {}\n"));

        Assert.That(text, Does.Contain("chain input {\n\t\ttype filter hook input priority filter; policy drop;\n"));
        Assert.That(text, Does.Contain("chain services {\n\t\tmeta l4proto tcp ct original proto-dst 22 counter accept comment \"allow.ssh\"\n\t}"));
        Assert.That(text, Does.Not.Contain("chain output").And.Not.Contain("log prefix"));
    }

    [Test]
    public void Compile_Empty_BringsNftables()
    {
        var result = SshHosts.Compile("firewall: {}\n");

        Assert.That(result.Graph.InOrder.Select(r => r.Id.ToString()), Is.EqualTo(new[] { "package/nftables", "firewall/table" }));
    }

    [Test]
    public void Compile_PackageDeclared_IsLeftToItsSection() =>
        Assert.That(SshHosts.Compile("firewall: {}\npackages: { nftables: { hold: true } }\n").Problems, Is.Empty);

    [Test]
    public void Compile_SshdListensElsewhere_ItsPortsAreOpen()
    {
        var text = Text("ssh: { port: [22, 2222] }\nfirewall: {}\n");

        Assert.That(text, Does.Contain("proto-dst 22 counter accept comment \"allow.ssh\"").And.Contain("proto-dst 2222 counter accept comment \"allow.ssh\""));
    }

    [Test]
    public void Compile_OwnRuleForTheSshPort_IsTheOnlyOne()
    {
        var text = Text("firewall: { allow: { admin: { tcp: [20-30], from: [192.0.2.0/24] } } }\n");

        Assert.That(text, Does.Contain("ip saddr { 192.0.2.0/24 } meta l4proto tcp ct original proto-dst 20-30 counter accept comment \"allow.admin\""));
        Assert.That(text, Does.Not.Contain("allow.ssh"));
    }

    [Test]
    public void Compile_MemberOfANetwork_OpensItsPortAndKnowsItsAddressesByTheInterface()
    {
        var text = Text("firewall: { allow: { postgresql: { from: [network:mint0, network:far0] } } }\n");

        Assert.That(text, Does.Contain("meta l4proto udp ct original proto-dst 51821 counter accept comment \"allow.wireguard\""));
        Assert.That(text, Does.Contain("iifname != \"mint0\" ip saddr 10.90.0.0/16 counter drop comment \"spoofed.mint0\""));
        Assert.That(text, Does.Contain("ip saddr { 10.90.0.0/16 } meta l4proto tcp ct original proto-dst 5432 counter accept"));
        Assert.That(text, Does.Not.Contain("10.91.0.0"));
    }

    [Test]
    public void Compile_Sources_AreResolved()
    {
        var text = Text("""
            firewall:
              zones:
                office: [198.51.100.0/24, "2001:db8:1::/48"]
                germany: ["file:lists/de.txt"]
              services: { odoo: { tcp: [8069, 8072] } }
              allow:
                odoo: { from: [office, germany, "host:db-01", "group:db", 192.0.2.7] }
            """);

        Assert.That(text, Does.Contain("set zone-germany-4 {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 5.1.0.0/16, 5.2.0.0/16 }\n"));
        Assert.That(text, Does.Contain("set zone-office-6 {\n\t\ttype ipv6_addr\n\t\tflags interval\n\t\telements = { 2001:db8:1::/48 }\n"));
        Assert.That(text, Does.Contain("ip saddr @zone-office-4 meta l4proto tcp ct original proto-dst 8069 counter accept comment \"allow.odoo\""));
        Assert.That(text, Does.Contain("ip6 saddr @zone-germany-6 meta l4proto tcp ct original proto-dst 8072 counter accept comment \"allow.odoo\""));
        Assert.That(text, Does.Contain("ip saddr { 192.0.2.7, 203.0.113.9, 203.0.113.10 } meta l4proto tcp ct original proto-dst 8069"));
        Assert.That(text, Does.Contain("ip6 saddr { 2001:db8::9 } meta l4proto tcp ct original proto-dst 8069"));
    }

    [Test]
    public void Compile_Limit_CountsEachSource()
    {
        var text = Text("firewall: { allow: { ssh: { limit: 10/minute, log: true } } }\n");

        Assert.That(text, Does.Contain("set limit-ssh-4 {\n\t\ttype ipv4_addr\n\t\tsize 65535\n\t\tflags dynamic,timeout\n\t\ttimeout 1h\n"));
        Assert.That(text, Does.Contain("update @limit-ssh-4 { ip saddr limit rate over 10/minute burst 10 packets } counter drop comment \"limit.ssh\""));
        Assert.That(text, Does.Contain("update @limit-ssh-6 { ip6 saddr & ffff:ffff:ffff:ffff:: limit rate over 10/minute burst 10 packets } counter drop"));
        Assert.That(text, Does.Contain("limit rate 10/second burst 20 packets log prefix \"mint allow.ssh: \""));
    }

    [Test]
    public void Compile_Denied_ComesBeforeAllowed()
    {
        var text = Text("firewall: { allow: { http: {} }, deny: { scanner: { from: [198.51.100.0/24] } } }\n");

        Assert.That(text.IndexOf("deny.scanner", StringComparison.Ordinal), Is.Positive.And.LessThan(text.IndexOf("allow.http", StringComparison.Ordinal)));
    }

    [Test]
    public void Compile_Blocklists_AreSetsThatSpareTheFleet()
    {
        var result = Compile("""
            firewall:
              zones: { office: [198.51.100.0/24] }
              never_block: [office]
              blocklists:
                firehol: { url: "https://lists.example.org/level1.netset", every: 6h }
                own: { file: lists/de.txt }
            """);
        var text = Spec(result);

        Assert.That(result.Graph.InOrder.Select(r => r.Id.ToString()), Is.SupersetOf(new[] { "package/curl", "package/nftables", "firewall/table", "blocklist/firehol" }));
        Assert.That(text, Does.Contain("set never-blocked-4 {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16, 198.51.100.0/24, 203.0.113.9, 203.0.113.10 }"));
        Assert.That(text, Does.Contain("ip saddr != @never-blocked-4 ip saddr @blocklist-firehol-4 counter drop comment \"blocklist.firehol\""));
        Assert.That(text, Does.Contain("set blocklist-own-4 {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 5.1.0.0/16, 5.2.0.0/16 }"));
        Assert.That(text, Does.EndWith("}\ninclude \"/var/lib/mint-agent/firewall/blocklists/firehol[.]nft\"\n"));
    }

    [Test]
    public void Compile_OutputDropped_LeavesWhatTheHostItselfNeeds()
    {
        var text = Text("firewall: { output: drop, outgoing: { https: {}, smtp: { action: deny, to: [192.0.2.0/24] } } }\n");

        Assert.That(text, Does.Contain("type filter hook output priority filter; policy drop;\n\t\toifname { \"lo\", \"docker0\", \"docker_gwbridge\", \"br-*\" } accept"));
        Assert.That(text, Does.Contain("udp sport 51821 accept comment \"wireguard\""));
        Assert.That(
            text.IndexOf("ip daddr { 192.0.2.0/24 } meta l4proto tcp th dport 25 counter reject", StringComparison.Ordinal),
            Is.Positive.And.LessThan(text.IndexOf("meta l4proto tcp th dport 443 counter accept comment \"outgoing.https\"", StringComparison.Ordinal)));
    }

    [TestCase("zones: { office: [192.0.2.1/24] }", "write 192.0.2.0/24")]
    [TestCase("zones: { office: [192.0.2.0/24, 192.0.2.7] }", "192.0.2.7 is in 192.0.2.0/24 of the same list already")]
    [TestCase("zones: { office: [0.0.0.0/0] }", "is everybody")]
    [TestCase("zones: { office: [010.0.0.1] }", "neither an address nor a network")]
    [TestCase("zones: { office: [\"::ffff:192.0.2.1\"] }", "write it as IPv4")]
    [TestCase("zones: { office: [192.0.2.0/33] }", "a number from 0 to 32")]
    [TestCase("zones: { office: [] }", "the zone is empty")]
    [TestCase("zones: { office: [\"host:db-03\"] }", "there is no host 'db-03'")]
    [TestCase("zones: { office: [\"host:mute-01\"] }", "'mute-01' says no addresses")]
    [TestCase("zones: { office: [\"group:dbs\"] }", "no host is in a group 'dbs'")]
    [TestCase("zones: { office: [\"network:mint9\"] }", "there is no network 'mint9'")]
    [TestCase("zones: { office: [\"file:lists/none.txt\"] }", "is not in the config repo")]
    [TestCase("zones: { office: [\"file:lists/bad.txt\"] }", "lists/bad.txt, line 2: 'nonsense' is neither")]
    [TestCase("zones: { office: [\"file:lists/twice.txt\"] }", "lists/twice.txt, line 2: 5.1.0.0/16 is in 5.0.0.0/8 of line 1 already")]
    [TestCase("zones: { office: [\"file:lists/empty.txt\"] }", "lists/empty.txt has no entry")]
    [TestCase("allow: { http: { from: [ofice] } }", "there is no zone 'ofice'")]
    [TestCase("allow: { http: { from: [] } }", "the rule is for nobody")]
    [TestCase("allow: { htp: {} }", "there is no service 'htp'")]
    [TestCase("allow: { x: { service: odoo } }", "there is no service 'odoo'")]
    [TestCase("allow: { x: { tcp: [0] } }", "'0' is no port")]
    [TestCase("allow: { x: { tcp: [65536] } }", "'65536' is no port")]
    [TestCase("allow: { x: { tcp: [90-80] } }", "'90-80' is no port")]
    [TestCase("allow: { x: { tcp: [80, 70-90] } }", "70-90 and 80 overlap")]
    [TestCase("allow: { x: { tcp: [] } }", "the rule names no port")]
    [TestCase("allow: { x: { tcp: [80], service: http } }", "a service, or ports of its own")]
    [TestCase("allow: { http: { limit: 10/fortnight } }", "is no limit")]
    [TestCase("allow: { \"a b\": { tcp: [80] } }", "expected a name")]
    [TestCase("services: { ssh: { tcp: [2222] } }", "the ports of ssh are known")]
    [TestCase("services: { x: {} }", "the service has no port")]
    [TestCase("deny: { all: {} }", "this denies everything to everybody")]
    [TestCase("deny: { http: { limit: 1/minute } }", "a rule that denies has no limit")]
    [TestCase("containers: [\"*\"]", "'*' is no interface")]
    [TestCase("blocklists: { x: {} }", "a 'url' or a 'file'")]
    [TestCase("blocklists: { x: { url: \"http://lists.example.org/\" } }", "is no address of a list")]
    [TestCase("blocklists: { x: { url: \"https://lists.example.org/\", every: 1m } }", "at least 10m")]
    [TestCase("deny: { ssh: {} }", "nobody could reach sshd on port 22 any more: 'deny.ssh' denies it to everybody")]
    [TestCase("allow: { ssh: { from: [192.0.2.7] } }, deny: { x: { from: [192.0.2.0/24] } }", "denies it to all whom 'allow.ssh' lets in")]
    [TestCase("allow: { ssh: { from: [\"network:far0\"] } }", "this host is no member")]
    [TestCase("deny: { wireguard: {} }", "no member of mint0 could reach this one on UDP port 51821")]
    [TestCase("output: drop", "neither Git nor the coordinator")]
    public void Compile_Mistake_IsSaidWithItsPlace(string section, string message)
    {
        var problems = Compile($"firewall: {{ {section} }}\n").Problems;

        Assert.That(problems.Select(p => p.Message), Has.Some.Contains(message));
        Assert.That(problems.Select(p => p.Origin.File), Is.All.EqualTo("hosts/web-01.yaml"));
    }

    private static CompileResult Compile(string yaml) => SshHosts.Compile(yaml.TrimEnd() + "\nwireguard: { mint0: { address: 10.90.0.1 } }\n", Fleet);

    private static string Text(string yaml) => Spec(Compile(yaml));

    private static string Spec(CompileResult result)
    {
        Assert.That(result.Problems.Select(p => p.Message), Is.Empty);
        return result.Graph.InOrder.Select(r => r.Spec).OfType<FirewallSpec>().Single().Text;
    }
}
