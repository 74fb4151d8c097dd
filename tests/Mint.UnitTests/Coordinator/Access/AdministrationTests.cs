using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access;

public sealed class AdministrationTests
{
    private readonly List<Signal> heard = [];
    private TestCoordinator coordinator = null!;
    private Metadata anna = null!;
    private Metadata ofAcme = null!;

    [SetUp]
    public void Forget() => heard.Clear();

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await ApiCoordinator.Create().StartAsync();
        anna = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("anna", Role.Admin));
        ofAcme = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("bob", Role.Admin, "acme"));
        coordinator.Get<Signals>().Listen(signal =>
        {
            heard.Add(signal);
            return Task.CompletedTask;
        });
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task WakeHosts_OfAFilter_WakesThoseThatAreConnected()
    {
        var answer = await coordinator.Admin().WakeHostsAsync(new WakeHostsRequest { Filter = "customer:acme" }, anna);

        Assert.That((answer.Woken, answer.Unreachable), Is.EqualTo((new[] { "acme-01" }, new[] { "acme-02" })));
        Assert.That(heard, Does.Contain(new Signal(SignalTopics.Wake, "acme-01")));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.EqualTo("|hosts-woken|anna: woke 1 of 2 hosts (customer:acme)"));
    }

    [Test]
    public async Task WakeHosts_ByWhoIsLimited_ReachesTheirsOnly()
    {
        var answer = await coordinator.Admin().WakeHostsAsync(new WakeHostsRequest { Filter = "all:yes" }, ofAcme);

        Assert.That(answer.Woken.Concat(answer.Unreachable), Is.EqualTo(new[] { "acme-01", "acme-02" }));
    }

    [Test]
    public async Task RequestReport_OfAConnectedHost_IsPassedOn()
    {
        await coordinator.Admin().RequestReportAsync(new RequestReportRequest { Host = "acme-01" }, ofAcme);

        Assert.That(heard, Does.Contain(new Signal(SignalTopics.Report, "acme-01")));
    }

    [Test]
    public async Task RevokeHost_OfAnEnrolledHost_EndsItsStream()
    {
        await coordinator.EnrolAsync("acme-01");
        heard.Clear();

        await coordinator.Admin().RevokeHostAsync(new RevokeHostRequest { Host = "acme-01", Reason = "sold" }, ofAcme);

        Assert.That(heard, Does.Contain(new Signal(SignalTopics.End, "acme-01")).And.Contain(new Signal(SignalTopics.Hosts, "acme-01")));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.EqualTo("acme-01|host-revoked|bob: revoked acme-01: sold"));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("add, bad name", StatusCode.InvalidArgument, false, (c, h) => c.AddHostAsync(new AddHostRequest { Host = "../x" }, h));
        yield return Case("add, too long", StatusCode.InvalidArgument, false, (c, h) => c.AddHostAsync(new AddHostRequest { Host = "x", ExpiresIn = Duration.FromTimeSpan(TimeSpan.FromDays(7.1)) }, h));
        yield return Case("add, no time", StatusCode.InvalidArgument, false, (c, h) => c.AddHostAsync(new AddHostRequest { Host = "x", ExpiresIn = new Duration { Seconds = -5 } }, h));
        yield return Case("add, absurd time", StatusCode.InvalidArgument, false, (c, h) => c.AddHostAsync(new AddHostRequest { Host = "x", ExpiresIn = new Duration { Seconds = long.MaxValue } }, h));
        yield return Case("add, another's host", StatusCode.NotFound, true, (c, h) => c.AddHostAsync(new AddHostRequest { Host = "nova-01" }, h));
        yield return Case("add, nobody's host", StatusCode.NotFound, true, (c, h) => c.AddHostAsync(new AddHostRequest { Host = "new-01" }, h));
        yield return Case("revoke, another's host", StatusCode.NotFound, true, (c, h) => c.RevokeHostAsync(new RevokeHostRequest { Host = "nova-01" }, h));
        yield return Case("revoke, never enrolled", StatusCode.NotFound, false, (c, h) => c.RevokeHostAsync(new RevokeHostRequest { Host = "nova-01" }, h));
        yield return Case("revoke, bad reason", StatusCode.InvalidArgument, false, (c, h) => c.RevokeHostAsync(new RevokeHostRequest { Host = "nova-01", Reason = "\u001b[2J" }, h));
        yield return Case("wake, no filter", StatusCode.InvalidArgument, false, (c, h) => c.WakeHostsAsync(new WakeHostsRequest { Filter = "  " }, h));
        yield return Case("report, another's host", StatusCode.NotFound, true, (c, h) => c.RequestReportAsync(new RequestReportRequest { Host = "nova-01" }, h));
        yield return Case("report, away", StatusCode.FailedPrecondition, false, (c, h) => c.RequestReportAsync(new RequestReportRequest { Host = "acme-02" }, h));
        yield return Case("hold, limited", StatusCode.PermissionDenied, true, (c, h) => c.HoldRolloutAsync(new HoldRolloutRequest(), h));
        yield return Case("promote, limited", StatusCode.PermissionDenied, true, (c, h) => c.PromoteRolloutAsync(new PromoteRolloutRequest(), h));
        yield return Case("hold, long reason", StatusCode.InvalidArgument, false, (c, h) => c.HoldRolloutAsync(new HoldRolloutRequest { Reason = new string('x', 501) }, h));
        yield return Case("token, taken", StatusCode.AlreadyExists, false, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "bob", Role = "viewer" }, h));
        yield return Case("token, bad name", StatusCode.InvalidArgument, false, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "a\nb", Role = "viewer" }, h));
        yield return Case("token, bad role", StatusCode.InvalidArgument, false, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "a", Role = "2" }, h));
        yield return Case("token, bad customer", StatusCode.InvalidArgument, false, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "a", Role = "viewer", Customers = { "x\ny" } }, h));
        yield return Case("token, too long", StatusCode.InvalidArgument, false, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "a", Role = "viewer", ExpiresIn = Duration.FromTimeSpan(TimeSpan.FromDays(400)) }, h));
        yield return Case("token, for all", StatusCode.PermissionDenied, true, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "a", Role = "viewer" }, h));
        yield return Case("token, for another", StatusCode.PermissionDenied, true, (c, h) => c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "a", Role = "viewer", Customers = { "acme", "nova" } }, h));
        yield return Case("revoke token, none", StatusCode.NotFound, false, (c, h) => c.RevokeApiTokenAsync(new RevokeApiTokenRequest { Name = "x" }, h));
        yield return Case("revoke token, of all", StatusCode.NotFound, true, (c, h) => c.RevokeApiTokenAsync(new RevokeApiTokenRequest { Name = "anna" }, h));
    }

    [TestCaseSource(nameof(Refused))]
    public void Call_ThatIsWrong_IsRefused(StatusCode expected, bool limited, Func<Mint.Protocol.V1.FleetAdminService.FleetAdminServiceClient, Metadata, Task> call)
    {
        var refused = Assert.ThrowsAsync<RpcException>(() => call(coordinator.Admin(), limited ? ofAcme : anna));

        Assert.That(refused?.StatusCode, Is.EqualTo(expected), refused?.Status.Detail);
        Assert.That(heard.Select(s => s.Topic), Has.None.EqualTo(SignalTopics.Wake).And.None.EqualTo(SignalTopics.Report));
    }

    [Test]
    public async Task ListApiTokens_ByWhoIsLimited_ShowsThoseWithinTheLimit()
    {
        await coordinator.ApiTokenAsync("nova-ci", Role.Viewer, "nova");
        await coordinator.ApiTokenAsync("acme-ci", Role.Viewer, "acme");

        var listed = await coordinator.Admin().ListApiTokensAsync(new ListApiTokensRequest(), ofAcme);

        Assert.That(listed.Tokens.Select(t => t.Name), Is.EqualTo(new[] { "acme-ci", "bob" }));
    }

    private static TestCaseData Case<T>(string name, StatusCode expected, bool limited, Func<Mint.Protocol.V1.FleetAdminService.FleetAdminServiceClient, Metadata, AsyncUnaryCall<T>> call) =>
        new TestCaseData(expected, limited, new Func<Mint.Protocol.V1.FleetAdminService.FleetAdminServiceClient, Metadata, Task>(async (client, headers) => await call(client, headers)))
            .SetArgDisplayNames(name);
}
