using Mint.Modules.Packages;
using NUnit.Framework;

namespace Mint.UnitTests.Packages;

public sealed class DebianVersionTests
{
    [TestCase("1.0", "1.0", 0)]
    [TestCase("1.0", "1.1", -1)]
    [TestCase("1.9", "1.10", -1)]
    [TestCase("1.0~rc1", "1.0", -1)]
    [TestCase("1.0~rc1", "1.0~rc2", -1)]
    [TestCase("1.0", "1.0a", -1)]
    [TestCase("1.0a", "1.0+b", -1)]
    [TestCase("1:0.5", "2.0", 1)]
    [TestCase("1.0-1", "1.0-1~deb12u1", 1)]
    [TestCase("1.0-1", "1.0-2", -1)]
    [TestCase("1.0-1-1", "1.0-1-2", -1)]
    [TestCase("01.0", "1.0", 0)]
    [TestCase("1.0", "1.0-0", 0)]
    [TestCase("6.1.0-9", "6.1.0-10", -1)]
    public void Compare_TwoVersions_AsDpkgDoes(string a, string b, int expected)
    {
        Assert.That(Math.Sign(DebianVersion.Order.Compare(a, b)), Is.EqualTo(expected));
        Assert.That(Math.Sign(DebianVersion.Order.Compare(b, a)), Is.EqualTo(-expected));
    }
}
