using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Store;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Enrolment;

[SupportedOSPlatform("linux")]
public sealed class AuthorityTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private TemporaryDirectory directory = null!;

    [SetUp]
    public void Make() => directory = new TemporaryDirectory();

    [TearDown]
    public void Remove() => directory.Dispose();

    [Test]
    public void Load_TheFirstTime_MakesAFileForTheOwnerAlone()
    {
        new AuthorityFile(directory["authority"], time).Load();

        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(directory["authority/authority.pem"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(File.GetUnixFileMode(directory["authority"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            Assert.That(Directory.GetFiles(directory["authority"]), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void Load_Again_GivesTheSame()
    {
        var first = new AuthorityFile(directory.Path, time).Load().Pin;

        Assert.That(new AuthorityFile(directory.Path, time).Load().Pin, Is.EqualTo(first));
    }

    [Test]
    public async Task Load_ByManyAtOnce_GivesOne()
    {
        var pins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new AuthorityFile(directory.Path, time).Load().Pin)));

        Assert.That(pins.Distinct().Count(), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(directory.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Load_OfABrokenFile_SaysHowToMend()
    {
        File.WriteAllText(directory["authority.pem"], "-----BEGIN NOTHING-----");
        File.SetUnixFileMode(directory["authority.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.That(() => new AuthorityFile(directory.Path, time).Load(), Throws.InvalidOperationException.With.Message.Contains("authority.pem is not a certificate with its key").And.Message.Contains("backup"));
    }

    [Test]
    public void Load_OfAFileThatOthersMayRead_IsRefused()
    {
        new AuthorityFile(directory.Path, time).Load();
        File.SetUnixFileMode(directory["authority.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.That(() => new AuthorityFile(directory.Path, time).Load(), Throws.InvalidOperationException.With.Message.Contains("chmod 600"));
    }

    [Test]
    public async Task Load_FromASharedStore_GivesTheSameToAll()
    {
        await using var database = new SqliteDatabase(directory["store.db"]);
        await new Migrator(database).RunAsync(CancellationToken.None);
        using var queue = new WriteQueue(database, TimeProvider.System, NullLogger<WriteQueue>.Instance);
        await queue.StartAsync(CancellationToken.None);

        var pins = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await new AuthorityFacts(queue, time).LoadAsync(CancellationToken.None)).Pin));

        Assert.That(pins.Distinct().Count(), Is.EqualTo(1));
        await queue.WriteAsync((connection, transaction) => connection.ExecuteAsync("UPDATE facts SET value = 'x' WHERE name = 'authority'", transaction: transaction), CancellationToken.None);
        Assert.That(async () => await new AuthorityFacts(queue, time).LoadAsync(CancellationToken.None), Throws.InvalidOperationException.With.Message.Contains("Restore the database"));
        await queue.StopAsync(CancellationToken.None);
    }

    [Test]
    public void Pem_OfTheRoot_IsOneThatMaySignButNothingBelow()
    {
        var root = Authority.FromPem(Authority.MakePem(time), time).Root;

        var limits = root.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.That((limits.CertificateAuthority, limits.PathLengthConstraint, root.HasPrivateKey), Is.EqualTo((true, 0, false)));
    }

    [Test]
    public void ForHost_WithALongName_KeepsTheWholeName()
    {
        var authority = Authority.FromPem(Authority.MakePem(time), time);
        var name = new string('a', 200);
        using var key = System.Security.Cryptography.ECDsa.Create();

        using var certificate = authority.ForHost(name, "e1", new PublicKey(key), TimeSpan.FromDays(1));

        Assert.That(authority.Verify(certificate).Certificate, Is.EqualTo(new HostCertificate(name, "e1", certificate.SerialNumber, certificate.NotAfter)));
    }

    [Test]
    public async Task Restart_OfTheCoordinator_KeepsAuthorityAndHosts()
    {
        var state = directory["state"];
        await using var coordinator = await new TestCoordinator(state).StartAsync();
        using var certificate = await coordinator.EnrolAsync("web-01");
        var pin = coordinator.Authority.Pin;
        await coordinator.StopAsync();

        await coordinator.StartAsync();

        Assert.That(coordinator.Authority.Pin, Is.EqualTo(pin));
        Assert.That(coordinator.Authority.Verify(certificate).Certificate?.Host, Is.EqualTo("web-01"));
    }

    [Test]
    public async Task Current_OfOurOwnCertificate_ChangesAtHalfItsTime()
    {
        await using var coordinator = await new TestCoordinator(directory["state"]).StartAsync();
        var own = coordinator.Get<OwnServerCertificate>();
        var first = own.Current();
        coordinator.Time.Advance(TimeSpan.FromDays(3.4));
        Assert.That(own.Current(), Is.SameAs(first));

        coordinator.Time.Advance(TimeSpan.FromDays(0.2));

        Assert.That(Serial(own.Current()), Is.Not.EqualTo(Serial(first)));
    }

    [Test]
    public void Current_OfFiles_FollowsThemAndStaysWhileTheyAreBroken()
    {
        Write("one");
        var shown = new FileServerCertificate(directory["cert.pem"], directory["key.pem"], time, NullLogger<FileServerCertificate>.Instance);
        Assert.That(Subject(shown), Is.EqualTo("CN=one"));

        Write("two");
        File.SetLastWriteTimeUtc(directory["cert.pem"], time.GetUtcNow().UtcDateTime.AddHours(1));
        Assert.That(Subject(shown), Is.EqualTo("CN=one"));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(Subject(shown), Is.EqualTo("CN=two"));

        File.WriteAllText(directory["cert.pem"], "half");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(Subject(shown), Is.EqualTo("CN=two"));

        Write("three");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(Subject(shown), Is.EqualTo("CN=three"));
    }

    private static string Serial(SslStreamCertificateContext context) => context.TargetCertificate.SerialNumber;

    private static string Subject(FileServerCertificate shown) => shown.Current().TargetCertificate.Subject;

    private void Write(string name)
    {
        using var made = Authority.FromPem(Authority.MakePem(time), time).ForServer([name], TimeSpan.FromDays(1));
        File.WriteAllText(directory["cert.pem"], made.ExportCertificatePem());
        using var key = made.GetECDsaPrivateKey()!;
        File.WriteAllText(directory["key.pem"], key.ExportPkcs8PrivateKeyPem());
    }
}
