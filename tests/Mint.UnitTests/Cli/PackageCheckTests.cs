using System.IO.Compression;
using System.Net;
using System.Text;
using Mint.Cli;
using Mint.Cli.Output;
using Mint.Cli.PackageIndexes;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

/// <summary>Whether <c>mint validate</c> finds package names that do not exist.</summary>
internal sealed class PackageCheckTests
{
    private DirectoryInfo place = null!;
    private FakeMirror mirror = null!;

    [SetUp]
    public void MakeRepo()
    {
        place = Directory.CreateTempSubdirectory("mint-packages-");
        mirror = new FakeMirror();
        mirror.Files["/debian/dists/bookworm/main/binary-amd64/Packages.gz"] = Index("Package: nginx", "Version: 1", "Provides: httpd, httpd-cgi (= 1)", "Package: telnet");
        mirror.Files["/debian/dists/trixie/main/binary-amd64/Packages.gz"] = Index("Package: fastfetch");
        Write("mint.yaml", "version: 1\n");
    }

    [TearDown]
    public void RemoveRepo() => place.Delete(recursive: true);

    [Test]
    public async Task Validate_NamesThatExist_AreFine()
    {
        Write("hosts/a.yaml", "packages: { nginx: {}, httpd: {}, 'nginx:amd64': {}, fastfetch: {}, gone-long-ago: { state: absent } }\n");

        var run = await ValidateAsync();

        Assert.That(run.Transcript, Is.EqualTo("✓ 1 host, 0 groups: no problems\n  (package index of 2026-11-24; --offline skips this check)\nexit 0\n"));
    }

    [Test]
    public async Task Validate_NameInNoIndex_NamesThePlaceAndWhatWasMeant()
    {
        Write("hosts/a.yaml", "packages:\n  ngnix: {}\n");

        var run = await ValidateAsync();

        Assert.That(run.Output, Does.Contain("hosts/a.yaml:2:3   packages.ngnix\n    'ngnix' is not in Debian 12 or 13\n    Did you mean 'nginx'?\n"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [TestCase("suites: [stable], components: [main]", "/shop/dists/stable/main/binary-amd64/Packages.gz")]
    [TestCase("suites: [./]", "/shop/./Packages.gz")]
    public async Task Validate_NameInADeclaredRepository_IsFine(string where, string path)
    {
        mirror.Files[path.Replace("/./", "/", StringComparison.Ordinal)] = Index("Package: shop");
        Write("hosts/a.yaml", $"apt: {{ repositories: {{ shop: {{ uris: ['https://deb.example.org/shop'], {where}, trusted: true }} }} }}\npackages:\n  shop: {{}}\n  shpo: {{}}\n");

        var run = await ValidateAsync();

        Assert.That(run.Output, Does.Contain("1 problem ").And.Contain("'shpo' is not in Debian 12 or 13, nor in a repository this host declares\n    Did you mean 'shop'?"));
    }

    [Test]
    public async Task Validate_IndexThatCannotBeHad_SaysSoAndAccusesNobody()
    {
        mirror.Files.Remove("/debian/dists/trixie/main/binary-amd64/Packages.gz");
        Write("hosts/a.yaml", "packages:\n  ngnix: {}\n");

        var run = await ValidateAsync();

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("(package names are not checked against Debian 13 main: ").And.Contain("404"));
    }

    [Test]
    public async Task Validate_WithinADay_AsksOnce()
    {
        Write("hosts/a.yaml", "packages: { fastfetch: {} }\n");

        await ValidateAsync();
        var asked = mirror.Asked;
        await ValidateAsync();

        Assert.That((asked, mirror.Asked), Is.EqualTo((9, 9)), "until the name was found in Debian 13's first component");
    }

    [Test]
    public async Task Validate_MirrorGoneAfterADay_GoesByTheOldCopy()
    {
        Write("hosts/a.yaml", "packages: { nginx: {} }\n");
        await ValidateAsync();
        mirror.Files.Clear();
        foreach (var file in Directory.GetFiles(Path.Combine(place.FullName, "cache", "packages")))
        {
            File.SetLastWriteTimeUtc(file, MintRun.Now.UtcDateTime.AddDays(-3));
        }

        var run = await ValidateAsync();

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, "✓ 1 host, 0 groups: no problems\n  (package index of 2026-11-21; --offline skips this check)\n")));
    }

    [Test]
    public async Task Validate_IndexThatIsNoGzip_IsANote()
    {
        mirror.Files["/debian/dists/bookworm/main/binary-amd64/Packages.gz"] = "<html>captive portal</html>"u8.ToArray();
        Write("hosts/a.yaml", "packages: { nginx: {} }\n");

        var run = await ValidateAsync();

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, run.Output)));
        Assert.That(run.Output, Does.Contain("not checked against Debian 12 main"));
    }

    [Test]
    public async Task Validate_Offline_AsksNobody()
    {
        Write("hosts/a.yaml", "packages: { ngnix: {} }\n");

        var run = await ValidateAsync("--offline");

        Assert.That((run.ExitCode, mirror.Asked), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Read_LinesLongerThanAnyName_ArePassedOver()
    {
        var names = PackageNames.Read(new MemoryStream(Index("Package: a1", "Description: " + new string('x', 300_000), "Package: b2", new string('y', 65_536), "Package: c3")));

        Assert.That(names, Is.EquivalentTo(new[] { "a1", "b2", "c3" }));
    }

    private Task<MintRun> ValidateAsync(params string[] more)
    {
        var shell = new Shell(new Terminal(new StringWriter(), new StringWriter(), TextReader.Null), MintRun.Clock())
        {
            Network = mirror.Connect,
            CacheDirectory = Path.Combine(place.FullName, "cache"),
        };
        return MintRun.Of(shell, ["validate", "--repo", place.FullName, .. more]);
    }

    private void Write(string path, string text)
    {
        var target = Path.Combine(place.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? place.FullName);
        File.WriteAllText(target, text);
    }

    private static byte[] Index(params string[] lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        }

        return packed.ToArray();
    }

    private sealed class FakeMirror
    {
        public Dictionary<string, byte[]> Files { get; } = [];

        public int Asked { get; private set; }

        public HttpMessageHandler Connect() => new Connection(this);

        private sealed class Connection(FakeMirror mirror) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                mirror.Asked++;
                var found = mirror.Files.TryGetValue(request.RequestUri?.AbsolutePath ?? "", out var content);
                return Task.FromResult(new HttpResponseMessage(found ? HttpStatusCode.OK : HttpStatusCode.NotFound) { Content = new ByteArrayContent(content ?? []) });
            }
        }
    }
}
