using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Metrics;
using Mint.Core.Hosts;
using Mint.Modules.Firewall;
using Mint.Testing.Hosts;
using NUnit.Framework;
using Prometheus;

namespace Mint.UnitTests.Firewall;

public sealed class FirewallCountersTests
{
    [Test]
    public void Parse_Listing_AddsUpTheRulesOfOneName() => Assert.That(
        FirewallCounters.Parse("""
            table inet mint {
            	chain services {
            		ip saddr { 192.0.2.1 } meta l4proto tcp ct original proto-dst 22 counter packets 3 bytes 180 accept comment "allow.ssh"
            		ip6 saddr { 2001:db8::1 } meta l4proto tcp ct original proto-dst 22 counter packets 2 bytes 160 accept comment "allow.ssh"
            		counter packets 7 bytes 420 drop comment "dropped.input"
            		ct state established,related accept
            	}
            }
            """),
        Is.EqualTo(new[] { new RuleCounter("allow.ssh", 5, 340), new RuleCounter("dropped.input", 7, 420) }));

    [Test]
    public async Task Metrics_TableLoadedAnew_CountOn()
    {
        var (host, time, registry) = (FakeHost.Debian(), new FakeTimeProvider(), Metrics.NewCustomRegistry());
        host.Files.WriteText(FirewallFiles.Table, "");
        using var metrics = new FirewallMetrics(host, time);
        metrics.Register(registry);
        var packets = 5;
        host.Queries["nft"] = (_, _) => new CommandResult("nft", 0, $"counter packets {packets} bytes 100 drop comment \"dropped.input\"\n", "");

        Assert.That(await ExportAsync(registry), Does.Contain("mint_firewall_packets_total{rule=\"dropped.input\"} 5"));
        packets = 2;
        Assert.That(await ExportAsync(registry), Does.Contain("mint_firewall_packets_total{rule=\"dropped.input\"} 5"), "asked again too soon");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await ExportAsync(registry), Does.Contain("mint_firewall_packets_total{rule=\"dropped.input\"} 7"));
    }

    private static async Task<string> ExportAsync(CollectorRegistry registry)
    {
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
