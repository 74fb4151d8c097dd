using Mint.Modules.Packages;
using NUnit.Framework;

namespace Mint.UnitTests.Packages;

public sealed class PackagesModuleTests
{
    [Test]
    public void Compile_Plain_IsPresentInAnyVersion()
    {
        var context = Sections.Compile(new PackagesModule(), """{"nginx": {}, "libc6:i386": {"state": "absent", "purge": true}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => r.Id.ToString()), Is.EqualTo(new[] { "package/libc6:i386", "package/nginx" }));
        Assert.That(context.Resources[1].Spec, Is.EqualTo(new PackageSpec(true)));
        Assert.That(context.Resources[0].Spec, Is.EqualTo(new PackageSpec(false, Purge: true)));
    }

    [TestCase("""{"-y": {}}""", "packages.-y")]
    [TestCase("""{"Nginx": {}}""", "packages.Nginx")]
    [TestCase("""{"nginx\n": {}}""", "packages.nginx\n")]
    [TestCase("""{"nginx": {"version": "1.22;rm"}}""", "packages.nginx.version")]
    [TestCase("""{"nginx": {"version": "*"}}""", "packages.nginx.version")]
    [TestCase("""{"nginx": {"from": "a b"}}""", "packages.nginx.from")]
    [TestCase("""{"nginx": {"purge": true}}""", "packages.nginx.purge")]
    [TestCase("""{"nginx": {"state": "absent", "hold": true}}""", "packages.nginx")]
    [TestCase("""{"mint-agent": {"state": "absent"}}""", "packages.mint-agent.state")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string json, string path)
    {
        var context = Sections.Compile(new PackagesModule(), json);

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
        Assert.That(context.Resources, Is.Empty);
    }

    [TestCase("1.22.*", "1.22.1-9", true)]
    [TestCase("1.22.*", "1.221-9", false)]
    [TestCase("1.22.1-9", "1.22.1-9", true)]
    [TestCase("1.22", "1.22.1-9", false)]
    public void Accepts_VersionOrBeginning_Matches(string pattern, string version, bool accepted) =>
        Assert.That(new PackageSpec(true, pattern).Accepts(version), Is.EqualTo(accepted));
}
