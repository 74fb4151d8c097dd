using Google.Protobuf;
using Grpc.Core;
using Mint.Agent.Link.Enrolment;
using Mint.Agent.Link.Identity;
using Mint.Platform.Linux;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Link;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EnrolmentTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TemporaryDirectory directory = new();

    private IdentityFiles Files => new(directory["state/identity"]);

    public void Dispose()
    {
        authority.Dispose();
        directory.Dispose();
    }

    [Test]
    public async Task Enrol_GoodToken_KeepsAnIdentityThatOnlyItsOwnerCanRead()
    {
        await using var coordinator = await FakeCoordinator.StartAsync(authority);
        coordinator.Enrol = coordinator.Grant;

        var run = await Enrol(coordinator.Url);

        Assert.That(run, Is.EqualTo((0, "")));
        Assert.That(coordinator.Enrolled.Single(), Has.Property("Host").EqualTo("web-01").And.Property("Token").EqualTo(authority.Token()));
        Assert.That(coordinator.Enrolled.Single().MachineId, Has.Length.EqualTo(64).And.Not.Contains("0123456789abcdef0123456789abcdef"));
        using var identity = Files.Load();
        Assert.That(identity?.Certificate.Subject, Is.EqualTo("CN=web-01"));
        Assert.That(identity?.Certificate.HasPrivateKey, Is.True);
        Assert.That(identity?.Authority.RawData, Is.EqualTo(authority.Certificate.RawData));
        Assert.That(new LinuxHostReader().Stat(directory["state/identity/key.pem"])?.Mode, Is.EqualTo(0x180));
    }

    [Test]
    public async Task Enrol_FileWithoutCoordinator_AppendsTheLinesOnce()
    {
        await using var coordinator = await FakeCoordinator.StartAsync(authority);
        coordinator.Enrol = coordinator.Grant;

        await Enrol(coordinator.Url);
        var added = File.ReadAllText(Config(null));
        await Enrol(coordinator.Url, keepFile: true);

        Assert.That(added, Does.EndWith($"\n\ncoordinator:\n  url: {coordinator.Url.AbsoluteUri.TrimEnd('/')}\n"));
        Assert.That(File.ReadAllText(directory["agent.yaml"]), Is.EqualTo(added));
    }

    [Test]
    public async Task Enrol_NoCoordinatorAnywhere_SaysTheLines()
    {
        Config("");

        var (code, error) = await Run("--token", authority.Token());

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("names no coordinator").And.Contain("coordinator:\n  url: https://"));
    }

    [Test]
    public async Task Enrol_AnotherCoordinatorThanTheFileSays_IsRefused()
    {
        Config("coordinator: { url: 'https://one.example.org:7443' }");

        var (code, error) = await Run("--token", authority.Token(), "--coordinator", "https://two.example.org:7443");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("https://one.example.org:7443"));
    }

    [TestCase(StatusCode.Unauthenticated, "the token was used before.", "refused the token: the token was used before. Make another with: mint host add web-01")]
    [TestCase(StatusCode.FailedPrecondition, "the clocks differ by 12 minutes.", "differ by 12 minutes. This host's clock says")]
    [TestCase(StatusCode.ResourceExhausted, "too many tries\e[2J", "refused (ResourceExhausted): too many tries [2J")]
    public async Task Enrol_Refused_SaysWhyAndKeepsNothing(StatusCode status, string detail, string told)
    {
        await using var coordinator = await FakeCoordinator.StartAsync(authority);
        coordinator.Enrol = _ => throw new RpcException(new Status(status, detail));

        var (code, error) = await Enrol(coordinator.Url);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain(told));
        Assert.That(Files.Load(), Is.Null);
    }

    [Test]
    public async Task Enrol_NobodyListens_SaysSo()
    {
        Uri url;
        await using (var gone = await FakeCoordinator.StartAsync(authority))
        {
            url = gone.Url;
        }

        Assert.That((await Enrol(url)).Error, Does.Contain($"{url} can't be reached"));
    }

    [Test]
    public async Task Enrol_CoordinatorOfAnotherAuthority_NeverSeesTheToken()
    {
        using var stranger = new TestAuthority();
        await using var coordinator = await FakeCoordinator.StartAsync(stranger);

        var (code, error) = await Enrol(coordinator.Url);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("its authority is not the one that the token names").And.Contain("The token was not sent"));
        Assert.That(coordinator.Enrolled, Is.Empty);
    }

    [Test]
    public async Task Enrol_ServerCertificateNotYetValid_SpeaksOfTheClock()
    {
        await using var coordinator = await FakeCoordinator.StartAsync(authority, authority.Server(from: DateTimeOffset.UtcNow.AddDays(1)));

        Assert.That((await Enrol(coordinator.Url)).Error, Does.Contain("is the clock right?"));
    }

    [Test]
    public async Task Enrol_ServerOfAnotherName_IsRefused()
    {
        await using var coordinator = await FakeCoordinator.StartAsync(authority, authority.Server("elsewhere.example.org"));

        Assert.That((await Enrol(coordinator.Url)).Error, Does.Contain("another name").And.Contain("elsewhere.example.org"));
    }

    [Test]
    public async Task Enrol_ImpostorWhoPassesTheAuthorityOn_NeverSeesTheToken()
    {
        using var stranger = new TestAuthority();
        await using var impostor = await FakeCoordinator.StartAsync(stranger);
        impostor.Claimed = authority;

        Assert.That((await Enrol(impostor.Url)).Error, Does.Contain("not issued by the authority that this host trusts").And.Contain("The token was not sent"));
        Assert.That(impostor.Enrolled, Is.Empty);
    }

    [Test]
    public async Task Enrol_CertificateForAnotherKey_IsNotKept()
    {
        using var other = new NewIdentity();
        await using var coordinator = await FakeCoordinator.StartAsync(authority);
        coordinator.Enrol = request =>
        {
            request.Csr = ByteString.CopyFrom(other.Request("web-01"));
            return coordinator.Grant(request);
        };

        Assert.That((await Enrol(coordinator.Url)).Error, Does.Contain("another key than this host's"));
        Assert.That(Files.Load(), Is.Null);
    }

    [Test]
    public async Task Enrol_AnswerNamesAnotherAuthority_IsNotKept()
    {
        using var stranger = new TestAuthority();
        await using var coordinator = await FakeCoordinator.StartAsync(authority);
        coordinator.Enrol = request =>
        {
            var answer = coordinator.Grant(request);
            answer.Authority = ByteString.CopyFrom(stranger.Certificate.RawData);
            return answer;
        };

        Assert.That((await Enrol(coordinator.Url)).Error, Does.Contain("names another authority"));
        Assert.That(Files.Load(), Is.Null);
    }

    [TestCase("")]
    [TestCase("mint1.c2VjcmV0")]
    [TestCase("mint1.c2VjcmV0.short")]
    [TestCase("mint2.c2VjcmV0.47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    public void Parse_NoToken_IsNone(string text) => Assert.That(EnrolmentToken.Parse(text), Is.Null);

    [Test]
    public async Task Enrol_TokenFromStandardInput_IsTaken()
    {
        await using var coordinator = await FakeCoordinator.StartAsync(authority);
        coordinator.Enrol = coordinator.Grant;
        Config($"coordinator: {{ url: '{coordinator.Url.AbsoluteUri}' }}");

        var (code, _) = await RunWith(authority.Token() + "\n", "--token", "-");

        Assert.That(code, Is.Zero);
    }

    [TestCase("--token")]
    [TestCase("--token", "a", "--token-file", "b")]
    [TestCase("--frob", "a")]
    [TestCase]
    public void Parse_WrongArguments_AreNone(params string[] words) => Assert.That(EnrolArguments.Parse(words), Is.Null);

    private Task<(int Code, string Error)> Enrol(Uri url, bool keepFile = false)
    {
        if (!keepFile)
        {
            Config("");
        }

        return Run("--token", authority.Token(), "--coordinator", url.AbsoluteUri);
    }

    private string Config(string? section)
    {
        var path = directory["agent.yaml"];
        if (section is not null)
        {
            File.WriteAllText(path, $"host: web-01\nrepository: {{ url: 'https://git.example.org/config.git' }}\nstate_dir: {directory["state"]}\n{section}");
        }

        return path;
    }

    private Task<(int Code, string Error)> Run(params string[] words) => RunWith("", words);

    private async Task<(int Code, string Error)> RunWith(string input, params string[] words)
    {
        File.WriteAllText(directory["machine-id"], "0123456789abcdef0123456789abcdef\n");
        using var reader = new StringReader(input);
        var error = new StringWriter();
        var command = new EnrolCommand(reader, TextWriter.Null, error, directory["machine-id"], TimeProvider.System);
        return (await command.RunAsync([.. words, "--config", directory["agent.yaml"]], CancellationToken.None), error.ToString());
    }
}
