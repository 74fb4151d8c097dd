using System.Text;
using Mint.Modules.Packages;
using NUnit.Framework;

namespace Mint.UnitTests.Packages;

public sealed class DpkgStatusTests
{
    private const string Text = """
        Package: dpkg
        Essential: yes
        Status: install ok installed
        Architecture: amd64
        Version: 1.21.22

        Package: nginx
        Status: hold ok installed
        Architecture: amd64
        Version: 1.22.1-9
        Description: small
         Package: inner

        Package: libc6
        Status: install ok installed
        Architecture: i386
        Version: 2.36-9

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1

        Package: broken
        Status: install ok half-configured
        Architecture: all
        Version: 3
        """;

    private static readonly DpkgStatus Status = DpkgStatus.Parse(Encoding.UTF8.GetBytes(Text));

    [Test]
    public void Find_Installed_GivesVersionAndHold() => Assert.That(Status.Find("nginx"), Is.EqualTo(new PackageState("1.22.1-9", Held: true)));

    [Test]
    public void Find_Essential_SaysSo() => Assert.That(Status.Find("dpkg")?.Essential, Is.True);

    [Test]
    public void Find_ForeignArchitecture_NeedsItsName()
    {
        Assert.That(Status.Find("libc6"), Is.Null);
        Assert.That(Status.Find("libc6:i386"), Is.Not.Null);
        Assert.That(Status.Find("nginx:amd64"), Is.Not.Null);
    }

    [Test]
    public void Find_OnlyConfigurationLeft_IsAbsent() => Assert.That(Status.Find("gone"), Is.Null);

    [Test]
    public void HasIncomplete_HalfConfigured_IsTrue()
    {
        Assert.That(Status.HasIncomplete, Is.True);
        Assert.That(Status.Find("broken")?.IsComplete, Is.False);
    }

    [Test]
    public void Parse_NoFile_HasNothing() => Assert.That(DpkgStatus.Parse(null).Find("nginx"), Is.Null);
}
