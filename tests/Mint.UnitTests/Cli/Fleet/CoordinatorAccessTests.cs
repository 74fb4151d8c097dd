using Grpc.Core;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>Where the coordinator is found, what lets us in, and what is said when it does not work.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class CoordinatorAccessTests : FleetCommandFixture
{
    private string Url => $"http://127.0.0.1:{Coordinator.Port}";

    [Test]
    public async Task NothingConfigured_TeachesTheThreeWays()
    {
        Variables.Clear();

        var run = await Run("fleet");

        Assert.That(run.Error, Is.EqualTo(
            $"✗ No coordinator is known.\n  Say where it is: --coordinator https://mint.example.com:8443, or MINT_COORDINATOR in the environment, or 'url: https://…' in {Settings}\n"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task SettingsFile_AloneIsEnough()
    {
        Variables.Clear();
        Write("token", FakeCoordinator.Token + "\n");
        Write("coordinator.yaml", $"url: {Url}\ntoken_file: token\n");

        Assert.That((await Run("hosts")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Options_WinOverEnvironmentAndFile()
    {
        Variables["MINT_COORDINATOR"] = "http://127.0.0.1:1";
        Variables["MINT_TOKEN"] = "wrong";
        Write("coordinator.yaml", "url: http://127.0.0.1:2\ntoken_file: nowhere\n");

        Assert.That((await Run("hosts", "--coordinator", Url, "--token-file", Write("token", FakeCoordinator.Token))).ExitCode, Is.Zero);
    }

    [Test]
    public async Task SettingsFile_TokenOfAnotherCoordinator_IsNotSent()
    {
        Variables.Remove("MINT_TOKEN");
        Write("token", FakeCoordinator.Token);
        Write("coordinator.yaml", "url: https://mint.example.com:8443\ntoken_file: token\n");

        var run = await Run("hosts");

        Assert.That(run.Error, Does.StartWith($"✗ There is no token for 127.0.0.1:{Coordinator.Port}."));
        Assert.That(Coordinator.Requests, Is.Empty);
    }

    [Test]
    public async Task TokenFile_OpenToOthers_NamesTheChmod()
    {
        Variables.Remove("MINT_TOKEN");
        var token = Write("token", FakeCoordinator.Token);
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var run = await Run("fleet", "--token-file", token);

        Assert.That(run.Error, Is.EqualTo($"✗ {token} holds a token, and others than its owner may read or write it.\n  chmod 600 {token}\n"));
        Assert.That(Coordinator.Requests, Is.Empty);
    }

    [TestCase("", "holds no token")]
    [TestCase("two words", "holds no token")]
    [TestCase("uml\u00e4ut", "holds no token")]
    public async Task TokenFile_WithoutAToken_IsRefused(string content, string message)
    {
        Variables.Remove("MINT_TOKEN");

        Assert.That((await Run("fleet", "--token-file", Write("token", content))).Error, Does.Contain(message));
    }

    [TestCase("url: http://127.0.0.1:1\ncafile: x\n", "coordinator.yaml:2:1 cafile: unknown key 'cafile'\n  Did you mean 'ca_file'?")]
    [TestCase("token_file: x\n", "url")]
    [TestCase("- a\n", "coordinator.yaml:1:1")]
    public async Task SettingsFile_WithAMistake_NamesItsPlace(string content, string message)
    {
        Variables.Clear();
        Write("coordinator.yaml", content);

        var run = await Run("fleet");

        Assert.That(run.Error, Does.Contain(message).And.Contain("coordinator.yaml"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [TestCase("mint.example.com", "is not a coordinator's address", 64)]
    [TestCase("ftp://mint.example.com", "is not a coordinator's address", 64)]
    [TestCase("https://mint.example.com/v1", "a host and a port, nothing more", 64)]
    [TestCase("https://anna:pw@mint.example.com", "a host and a port, nothing more", 64)]
    [TestCase("http://mint.example.com:8443", "is not encrypted", 1)]
    public async Task Address_Wrong_IsRefused(string url, string message, int exitCode)
    {
        var run = await Run("fleet", "--coordinator", url);

        Assert.That(run.Error, Does.Contain(message));
        Assert.That(run.ExitCode, Is.EqualTo(exitCode));
    }

    [Test]
    public async Task NobodyListens_SaysWhere()
    {
        var port = Coordinator.Port;
        await Coordinator.DisposeAsync();

        var run = await Run("fleet");

        Assert.That(run.Error, Is.EqualTo(
            $"✗ The coordinator at 127.0.0.1:{port} can't be reached: Connection refused\n  Check the address, and that mint-coordinator runs there.\n"));
    }

    [Test]
    public async Task WrongToken_SaysWhoseItIs()
    {
        Variables["MINT_TOKEN"] = "mint_wrong-token";

        var run = await Run("fleet");

        Assert.That(run.Error, Does.StartWith($"✗ 127.0.0.1:{Coordinator.Port} does not know this token: it expired on 2026-11-20\n").And.Contain("mint token create NAME"));
        Assert.That(run.Transcript, Does.Not.Contain("mint_wrong-token"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [TestCase(StatusCode.PermissionDenied, "needs the role operator", "✗ This token may not do that: needs the role operator\n  Roles are viewer, operator and admin")]
    [TestCase(StatusCode.InvalidArgument, "unknown filter key 'stat'. Did you mean 'state'?", "✗ unknown filter key 'stat'. Did you mean 'state'?\n")]
    [TestCase(StatusCode.Unimplemented, "", "it is no coordinator, or one older than this mint")]
    [TestCase(StatusCode.Internal, "database is locked", "failed to answer: database is locked\n  See why, on the coordinator: journalctl -u mint-coordinator")]
    public async Task Refusal_IsWordedWithAHint(StatusCode code, string detail, string error)
    {
        Coordinator.Answer<GetFleetRequest>(_ => throw new RpcException(new Status(code, detail)));

        Assert.That((await Run("fleet")).Error, Does.Contain(error));
    }

    [Test]
    public async Task Refusal_AsJson_IsOneDocument()
    {
        Coordinator.Answer<GetFleetRequest>(_ => throw new RpcException(new Status(StatusCode.PermissionDenied, "needs the role viewer")));

        using var document = System.Text.Json.JsonDocument.Parse((await Run("fleet", "--json")).Output);

        Assert.That(document.RootElement.GetProperty("error").GetString(), Is.EqualTo("This token may not do that: needs the role viewer"));
    }

    [TestCase("web-1O", "Did you mean web-01?")]
    [TestCase("something-else", "See which there are: mint hosts")]
    public async Task UnknownHost_OffersTheNearest(string name, string hint)
    {
        Coordinator.Answer<GetHostRequest>(r => throw new RpcException(new Status(StatusCode.NotFound, $"there is no host {r.Host}")));
        Coordinator.Answer<RevokeHostRequest>(r => throw new RpcException(new Status(StatusCode.NotFound, $"there is no host {r.Host}")));

        foreach (var args in new[] { new[] { "host", "show", name }, ["host", "revoke", name, "--reason", "x", "--yes"] })
        {
            Assert.That((await Run(args)).Error, Is.EqualTo($"✗ there is no host {name}\n  {hint}\n"));
        }
    }

    [Test]
    public async Task UnknownCommit_NamesTheList()
    {
        Coordinator.Answer<GetCommitRequest>(_ => throw new RpcException(new Status(StatusCode.NotFound, "no commit begins with abcdef0")));

        Assert.That((await Run("commits", "abcdef0")).Error, Is.EqualTo("✗ no commit begins with abcdef0\n  See which there are: mint commits\n"));
    }

    [Test]
    public async Task NoAnswer_EndsWithASentence()
    {
        using var never = new ManualResetEventSlim();
        Coordinator.Answer<GetFleetRequest>(_ =>
        {
            Clock.Advance(TimeSpan.FromSeconds(21));
            never.Wait();
            return CannedFleet.Fleet();
        });

        var run = await Run("fleet");
        never.Set();

        Assert.That(run.Error, Does.Contain("did not answer within 20 s"));
    }

    private string Settings => Path.Combine(Directory.FullName, "coordinator.yaml");

    private string Write(string name, string content)
    {
        var path = Path.Combine(Directory.FullName, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
