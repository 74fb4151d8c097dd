using Mint.Modules.Files;
using Mint.Modules.Packages;
using NUnit.Framework;

namespace Mint.UnitTests.Packages;

public sealed class AptModuleTests
{
    private const string Key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----\n";

    [Test]
    public void Compile_Repository_WritesSourcesAndKeyringAndWakesTheLists()
    {
        var context = Sections.Compile(
            new AptModule(),
            """{"repositories": {"docker": {"uris": ["https://d/debian"], "suites": ["bookworm"], "components": ["stable"], "key": "keys/docker.asc"}}}""",
            ("keys/docker.asc", Key));

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => r.Id.ToString()), Is.EqualTo(new[]
        {
            "file//etc/apt/keyrings/mint-docker.asc", "file//etc/apt/sources.list.d/docker.sources", "apt/lists",
        }));
        Assert.That(((FileSpec)context.Resources[1].Spec).Content.Text, Is.EqualTo(
            "Types: deb\nURIs: https://d/debian\nSuites: bookworm\nComponents: stable\nSigned-By: /etc/apt/keyrings/mint-docker.asc\n"));
        Assert.That(context.Resources[1].Notifies.Single().ToString(), Is.EqualTo("apt/lists"));
    }

    [Test]
    public void Compile_PinAndRecommends_ComeBeforeTheLists()
    {
        var context = Sections.Compile(
            new AptModule(), """{"install_recommends": false, "pins": {"bpo": {"packages": ["*"], "pin": "release a=bookworm-backports", "priority": 100}}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(((FileSpec)context.Resources[1].Spec).Content.Text, Is.EqualTo("Package: *\nPin: release a=bookworm-backports\nPin-Priority: 100\n"));
        Assert.That(context.Resources[^1].DependsOn.Select(d => d.Name), Is.EqualTo(new[] { "/etc/apt/apt.conf.d/50mint", "/etc/apt/preferences.d/mint-bpo" }));
    }

    [TestCase("""{"uris": ["https://d"], "suites": ["s"], "components": ["main"]}""", "apt.repositories.x")]
    [TestCase("""{"uris": ["https://d"], "suites": ["s"], "components": ["main"], "trusted": true, "signed_by": "/k"}""", "apt.repositories.x")]
    [TestCase("""{"uris": ["ftp://d"], "suites": ["s"], "components": ["main"], "trusted": true}""", "apt.repositories.x.uris")]
    [TestCase("""{"uris": ["https://d\nTrusted: yes"], "suites": ["s"], "components": ["main"], "trusted": true}""", "apt.repositories.x.uris")]
    [TestCase("""{"uris": ["https://d"], "suites": ["./"], "components": ["main"], "trusted": true}""", "apt.repositories.x.components")]
    [TestCase("""{"uris": ["https://d"], "suites": ["s"], "components": ["main"], "key": "no/such"}""", "apt.repositories.x.key")]
    [TestCase("""{"suites": ["s"], "components": ["main"], "trusted": true}""", "apt.repositories.x.uris")]
    public void Compile_BadRepository_IsOneProblemAtItsPlace(string json, string path)
    {
        var context = Sections.Compile(new AptModule(), "{\"repositories\": {\"x\": " + json + "}}");

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
    }
}
