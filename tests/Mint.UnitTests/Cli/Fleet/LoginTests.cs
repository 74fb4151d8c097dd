using Mint.UnitTests.Coordinator;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>What is kept of logins, and when it counts.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class LoginTests : FleetCommandFixture
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Url => $"http://127.0.0.1:{Coordinator.Port}";

    private string Path => System.IO.Path.Combine(Directory.FullName, "logins.json");

    [SetUp]
    public void Forget() => Variables.Clear();

    [Test]
    public async Task Login_AloneIsEnough()
    {
        Write(Stored(Url + "/", FakeCoordinator.Token));

        Assert.That((await Run("hosts")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Login_CountsBeforeTheTokenFileAndAfterTheEnvironment()
    {
        File.WriteAllText(System.IO.Path.Combine(Directory.FullName, "coordinator.yaml"), $"url: {Url}\ntoken_file: nowhere\n");
        Write(Stored(Url + "/", FakeCoordinator.Token));
        Assert.That((await Run("hosts")).ExitCode, Is.Zero);

        Variables["MINT_TOKEN"] = "mint_wrong";
        Assert.That((await Run("hosts")).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task Login_WithAnotherCoordinator_IsNotSent()
    {
        Variables["MINT_COORDINATOR"] = Url;
        Write(Stored("https://mint.example.com:8443/", FakeCoordinator.Token));

        var run = await Run("hosts");

        Assert.That(run.Error, Does.StartWith($"✗ There is no token for 127.0.0.1:{Coordinator.Port}.\n  Log in: mint login {Url}."));
        Assert.That(Coordinator.Requests, Is.Empty);
    }

    [Test]
    public async Task Login_ThatIsOver_SaysHowToLogInAgain()
    {
        Write(Stored(Url + "/", "mintp_old"));

        var run = await Run("hosts");

        Assert.That(run.Error, Is.EqualTo($"✗ 127.0.0.1:{Coordinator.Port} does not let you in: it expired on 2026-11-20\n  Log in again: mint login {Url}\n"));
        Assert.That(run.Transcript, Does.Not.Contain("mintp_old"));
    }

    [Test]
    public async Task Logins_OpenToOthers_NamesTheChmod()
    {
        Write(Stored(Url + "/", FakeCoordinator.Token));
        File.SetUnixFileMode(Path, OwnersAlone | UnixFileMode.OtherRead);

        Assert.That((await Run("hosts")).Error, Does.EndWith($"\n  chmod 600 {Path}\n"));
        Assert.That(Coordinator.Requests, Is.Empty);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("""{"logins":[{}]}""")]
    [TestCase("""{"logins":[{"url":"x"}]}""")]
    public async Task Logins_ThatAreNone_SaysWhatToDo(string content)
    {
        Write(content);

        Assert.That((await Run("hosts")).Error, Is.EqualTo($"✗ {Path} does not hold logins.\n  mint login writes it; delete it: rm {Path}\n"));
    }

    [Test]
    public async Task Login_WhereNoProviderIsNamed_SaysToUseAToken()
    {
        await using var coordinator = await new TestCoordinator().StartAsync();
        var ca = System.IO.Path.Combine(Directory.FullName, "ca.pem");
        File.WriteAllText(ca, coordinator.Authority.Root.ExportCertificatePem());

        var run = await Run("login", $"https://localhost:{coordinator.Api.Port}", "--ca-file", ca);

        Assert.That(run.Error, Does.StartWith($"✗ localhost:{coordinator.Api.Port} has no login for the command line").And.Contain("mint token create NAME"));
        Assert.That((run.ExitCode, File.Exists(Path)), Is.EqualTo((1, false)));
    }

    [Test]
    public async Task Login_WithoutTrust_SaysHowToGiveIt()
    {
        await using var coordinator = await new TestCoordinator().StartAsync();

        Assert.That((await Run("login", $"https://localhost:{coordinator.Api.Port}")).Error, Does.Contain("is not trusted").And.Contain("--ca-file"));
    }

    [Test]
    public async Task Logout_WithoutALogin_SaysSo()
    {
        var run = await Run("logout", Url);

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, $"✗ You are not logged in to 127.0.0.1:{Coordinator.Port}.\n")));
    }

    [Test]
    public async Task Logout_WhileTheCoordinatorIsAway_ForgetsAndSaysWhatIsLeft()
    {
        Write(Stored("http://127.0.0.1:1/", "mintp_x"));

        var run = await Run("logout");

        Assert.That(run.Error, Does.StartWith("✗ The login is forgotten here, but the coordinator could not be told: ").And.Contain("person logout NAME"));
        Assert.That((run.ExitCode, File.Exists(Path)), Is.EqualTo((1, false)));
    }

    [TestCase("login")]
    [TestCase("logout")]
    public async Task Address_Wrong_IsAWrongCommandLine(string command) => Assert.That((await Run(command, "mint.example.com")).ExitCode, Is.EqualTo(64));

    private static string Stored(string url, string token) =>
        $$"""{"logins":[{"url":"{{url}}","token":"{{token}}","person":"anna","ends_at":"2026-11-25T13:05:00+00:00"}]}""";

    private void Write(string content)
    {
        File.WriteAllText(Path, content);
        File.SetUnixFileMode(Path, OwnersAlone);
    }
}
