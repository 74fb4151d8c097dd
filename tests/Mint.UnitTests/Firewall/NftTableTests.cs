using Mint.Core.Providers;
using Mint.Modules.Firewall;
using NUnit.Framework;

namespace Mint.UnitTests.Firewall;

public sealed class NftTableTests
{
    private const string Listing = """
        table inet mint {
        	set zone-office-4 {
        		type ipv4_addr
        		flags interval
        		elements = { 10.1.0.0/16, 192.0.2.7,
        			     198.51.100.0/24 }
        	}

        	set limit-ssh-4 {
        		type ipv4_addr
        		size 65535
        		flags dynamic,timeout
        		timeout 1h
        		elements = { 192.0.2.1 expires 10s }
        	}

        	chain input {
        		type filter hook input priority filter; policy drop;
        		iifname "lo" accept
        		counter drop comment "dropped.input"
        	}
        }
        """;

    [Test]
    public void Compare_Same_IsEmpty() => Assert.That(Compare(Listing), Is.Empty);

    [Test]
    public void Compare_WhatComesAndGoes_IsNoDifference() =>
        Assert.That(Compare(Listing.Replace("192.0.2.1 expires 10s", "192.0.2.9 expires 9s, 192.0.2.8", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Compare_RuleAdded_NamesIt() => Assert.That(
        Compare(Listing.Replace("iifname \"lo\" accept", "iifname \"lo\" accept\n\t\ttcp dport 31337 accept", StringComparison.Ordinal)),
        Is.EqualTo(new[] { new Difference("rule in chain input", "tcp dport 31337 accept", null) }));

    [Test]
    public void Compare_RuleGone_NamesIt() => Assert.That(
        Compare(Listing.Replace("\t\tiifname \"lo\" accept\n", "", StringComparison.Ordinal)),
        Is.EqualTo(new[] { new Difference("rule in chain input", null, "iifname \"lo\" accept") }));

    [Test]
    public void Compare_ElementGone_NamesIt() => Assert.That(
        Compare(Listing.Replace("192.0.2.7,", "192.0.2.8,", StringComparison.Ordinal)),
        Is.EqualTo(new[] { new Difference("set zone-office-4", "192.0.2.8", "192.0.2.7") }));

    [Test]
    public void Compare_OtherOrder_IsADifference() => Assert.That(
        Compare(Listing.Replace("\t\tiifname \"lo\" accept\n\t\tcounter drop comment \"dropped.input\"\n", "\t\tcounter drop comment \"dropped.input\"\n\t\tiifname \"lo\" accept\n", StringComparison.Ordinal))
            .Select(d => d.Attribute),
        Is.EqualTo(new[] { "order of chain input" }));

    [Test]
    public void Compare_ChainAdded_IsADifference() => Assert.That(
        Compare(Listing.Replace("\tchain input {", "\tchain mine {\n\t}\n\tchain input {", StringComparison.Ordinal)).Select(d => d.Attribute),
        Is.EqualTo(new[] { "chain mine" }));

    [Test]
    public void Compare_ManyElements_AreCounted()
    {
        var many = string.Join(", ", Enumerable.Range(0, 5000).Select(i => $"100.{i / 256}.{i % 256}.0/24"));
        var difference = Compare(Listing.Replace("10.1.0.0/16,", $"{many},", StringComparison.Ordinal)).Single();

        Assert.That(difference.Before, Does.EndWith("and 4980 more"));
        Assert.That(difference.After, Is.EqualTo("10.1.0.0/16"));
    }

    [Test]
    public void Text_OfWhatIsRestored_HasNoPassingElements() =>
        Assert.That(NftTable.Parse(Listing).Text, Does.Not.Contain("expires").And.Contain("elements = { 10.1.0.0/16, 192.0.2.7, 198.51.100.0/24 }"));

    private static IReadOnlyList<Difference> Compare(string found) => NftTable.Compare(NftTable.Parse(found), NftTable.Parse(Listing));
}
