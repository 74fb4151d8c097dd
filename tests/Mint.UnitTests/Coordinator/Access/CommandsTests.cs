using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Mint.Coordinator;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Protocol.V1;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access;

public sealed class CommandsTests
{
    private TemporaryDirectory directory = null!;

    [SetUp]
    public void Make()
    {
        directory = new TemporaryDirectory();
        File.WriteAllText(directory["coordinator.yaml"], $"url: https://coordinator.example.org:7443\nrepository: {{ url: file:///nowhere }}\nstate_dir: {directory["state"]}\n");
    }

    [TearDown]
    public void Remove() => directory.Dispose();

    [Test]
    public async Task Token_MadeBesideARunningCoordinator_CountsAtOnce()
    {
        await using var coordinator = await ApiCoordinator.Create(directory: directory["state"]).StartAsync();

        var (code, output, _) = await RunAsync("token", "create", "--name", "first", "--role", "admin");
        Assert.That(code, Is.Zero);
        var headers = ApiCoordinator.Bearer(output.Trim());
        Assert.That((await coordinator.Admin().ListApiTokensAsync(new ListApiTokensRequest(), headers)).Tokens.Single().Name, Is.EqualTo("first"));

        Assert.That((await RunAsync("token", "revoke", "first")).Code, Is.Zero);
        var refused = Assert.ThrowsAsync<RpcException>(async () => await coordinator.Admin().ListApiTokensAsync(new ListApiTokensRequest(), headers));
        Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(await coordinator.EventsAsync("audit"), Has.Exactly(2).Contains("on the server:"));
    }

    [Test]
    public async Task Token_List_ShowsRoleCustomersAndTimesButNoSecret()
    {
        var (_, token, _) = await RunAsync("token", "create", "--name", "ci", "--role", "viewer", "--customer", "acme", "--customer", "nova", "--expires", "2d");

        var (code, output, _) = await RunAsync("token", "list");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(@"^ci +viewer +acme,nova +until .* UTC  used never\n$").And.Not.Contain(token.Trim()));
    }

    [TestCase("a b", "admin", "90d")]
    [TestCase("a", "root", "90d")]
    [TestCase("a", "admin", "soon")]
    [TestCase("a", "admin", "400d")]
    public async Task Token_ThatCantBe_IsRefused(string name, string role, string expires)
    {
        var (code, output, error) = await RunAsync("token", "create", "--name", name, "--role", role, "--expires", expires);

        Assert.That((code, output), Is.EqualTo((64, "")));
        Assert.That(error, Is.Not.Empty);
    }

    [Test]
    public async Task Token_WithANameThatIsTaken_IsRefused()
    {
        await RunAsync("token", "create", "--name", "ci", "--role", "viewer");

        var (code, output, error) = await RunAsync("token", "create", "--name", "ci", "--role", "viewer");

        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.Contain("revoke it first"));
        Assert.That((await RunAsync("token", "revoke", "other")).Code, Is.EqualTo(1));
    }

    [Test]
    public async Task Authority_Show_PrintsTheCertificateWithoutItsKey()
    {
        var (code, output, _) = await RunAsync("authority", "show");

        using var shown = X509Certificate2.CreateFromPem(output);
        Assert.That((code, shown.Subject[..17]), Is.EqualTo((0, "CN=Mint authority")));
        Assert.That(output, Does.Not.Contain("PRIVATE KEY"));
        Assert.That((await RunAsync("authority", "show")).Output, Is.EqualTo(output));
    }

    [Test]
    public async Task Person_ListAndLogOut_BesideARunningCoordinator()
    {
        await using var coordinator = await ApiCoordinator.Create(directory: directory["state"]).StartAsync();
        var (text, _) = await coordinator.Get<PersonSessions>().BeginAsync(new Caller("anna", Role.Viewer, ["acme"]), ProviderLogin.None, SessionKind.Tools, default);
        var headers = ApiCoordinator.Bearer(text);
        Assert.DoesNotThrowAsync(async () => await new FleetService.FleetServiceClient(coordinator.Channel(coordinator.Api)).GetFleetAsync(new GetFleetRequest(), headers));

        Assert.That((await RunAsync("person", "list")).Output, Does.Match("^anna +viewer +acme +since .* UTC  seen .* UTC  local\n$"));
        Assert.That((await RunAsync("person", "logout")).Code, Is.EqualTo(64));
        Assert.That((await RunAsync("person", "logout", "berta")).Error, Does.StartWith("Nobody of this name"));
        Assert.That((await RunAsync("person", "logout", "anna")).Code, Is.Zero);

        var refused = Assert.ThrowsAsync<RpcException>(async () => await new FleetService.FleetServiceClient(coordinator.Channel(coordinator.Api)).GetFleetAsync(new GetFleetRequest(), headers));
        Assert.That((refused?.StatusCode, refused?.Status.Detail), Is.EqualTo((StatusCode.Unauthenticated, "the login is over")));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.EndsWith("ended 1 sessions of anna"));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new CoordinatorCommand().RunAsync([.. words, "--config", directory["coordinator.yaml"]], new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
