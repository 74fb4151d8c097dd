using Dapper;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Dashboard;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class PageActionsTests
{
    private static readonly (string Name, int Least, Func<PageActions, Caller, Task> Do)[] Actions =
    [
        ("wake", 1, (actions, caller) => actions.WakeAsync(caller, "acme-01", default)),
        ("report", 1, (actions, caller) => actions.RequestReportAsync(caller, "acme-01", default)),
        ("hold", 1, (actions, caller) => actions.HoldAsync(caller, "why", default)),
        ("promote", 1, (actions, caller) => actions.PromoteAsync(caller, "", "why", default)),
        ("add host", 2, (actions, caller) => actions.AddHostAsync(caller, "acme-01", default)),
        ("revoke host", 2, (actions, caller) => actions.RevokeHostAsync(caller, "acme-01", "why", default)),
        ("list tokens", 2, (actions, caller) => actions.TokensAsync(caller, default)),
        ("create token", 2, (actions, caller) => actions.CreateTokenAsync(caller, new CreateApiTokenRequest { Name = $"t-{Guid.NewGuid():N}", Role = "viewer", Customers = { caller.Customers } }, default)),
        ("revoke token", 2, (actions, caller) => actions.RevokeTokenAsync(caller, "nothing", default)),
    ];

    private TestCoordinator coordinator = null!;

    public static IEnumerable<TestCaseData> EveryActionByEveryRole =>
        from action in Actions from role in Enum.GetValues<Role>() select new TestCaseData(action.Name, (int)role, (int)role >= action.Least).SetArgDisplayNames(action.Name, role.Word());

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        await coordinator.Get<WriteQueue>().WriteAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "INSERT INTO hosts (name, expected, customer, groups, enrolled_at, state) VALUES (@name, TRUE, @customer, ' base ', 1, 'starting')",
                new[] { new { name = "acme-01", customer = "acme" }, new { name = "nova-01", customer = "nova" } }, transaction),
            CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [TestCaseSource(nameof(EveryActionByEveryRole))]
    public async Task Action_ByARole_IsRefusedBelowItsOwn(string name, int role, bool may)
    {
        var status = await TryAsync(name, new Caller("somebody", (Role)role, []));

        // Who may can still be told that there is nothing to do.
        Assert.That(status == StatusCode.PermissionDenied, Is.EqualTo(!may), $"{status}");
    }

    [TestCase("hold")]
    [TestCase("promote")]
    public async Task RolloutAction_ByWhoSeesOneCustomer_IsRefused(string name) =>
        Assert.That(await TryAsync(name, new Caller("somebody", Role.Admin, ["acme"])), Is.EqualTo(StatusCode.PermissionDenied));

    [Test]
    public async Task HostAction_OnAnothersHost_FindsNone()
    {
        var (actions, caller) = (coordinator.Get<PageActions>(), new Caller("acme-admin", Role.Admin, ["acme"]));

        Assert.That(await StatusAsync(() => actions.RevokeHostAsync(caller, "nova-01", "why", default)), Is.EqualTo(StatusCode.NotFound));
        Assert.That(await StatusAsync(() => actions.AddHostAsync(caller, "nova-01", default)), Is.EqualTo(StatusCode.NotFound));
        Assert.That(await StatusAsync(() => actions.RequestReportAsync(caller, "nova-01", default)), Is.EqualTo(StatusCode.NotFound));
        Assert.That((await actions.WakeAsync(caller, "nova-01", default)).Woken, Is.Empty);
    }

    [Test]
    public async Task TokenAction_OfWhoSeesOneCustomer_ReachesNoOthersTokens()
    {
        var (actions, caller) = (coordinator.Get<PageActions>(), new Caller("acme-admin", Role.Admin, ["acme"]));
        await actions.CreateTokenAsync(new Caller("root", Role.Admin, []), new CreateApiTokenRequest { Name = "nova-tool", Role = "viewer", Customers = { "nova" } }, default);

        Assert.That((await actions.TokensAsync(caller, default)).Tokens.Select(t => t.Name), Does.Not.Contain("nova-tool"));
        Assert.That(await StatusAsync(() => actions.RevokeTokenAsync(caller, "nova-tool", default)), Is.EqualTo(StatusCode.NotFound));
        Assert.That(await StatusAsync(() => actions.CreateTokenAsync(caller, new CreateApiTokenRequest { Name = "wide", Role = "viewer" }, default)), Is.EqualTo(StatusCode.PermissionDenied));
    }

    [Test]
    public async Task Action_ThatIsDone_IsInTheAuditLogByName()
    {
        var (actions, caller) = (coordinator.Get<PageActions>(), new Caller("audited-anna", Role.Admin, []));
        await actions.WakeAsync(caller, "acme-01", default);
        await actions.AddHostAsync(caller, "web-77", default);
        await actions.RevokeHostAsync(caller, "web-77", "was a mistake", default);
        await actions.CreateTokenAsync(caller, new CreateApiTokenRequest { Name = "ci-77", Role = "viewer" }, default);
        await actions.RevokeTokenAsync(caller, "ci-77", default);

        var told = (await coordinator.EventsAsync("audit")).Where(line => line.Contains("audited-anna: ", StringComparison.Ordinal)).Select(line => line.Split('|')[1]);
        Assert.That(told, Is.EqualTo(new[] { "hosts-woken", "host-added", "host-revoked", "token-created", "token-revoked" }));
    }

    private Task<StatusCode> TryAsync(string name, Caller caller) => StatusAsync(() => Actions.Single(a => a.Name == name).Do(coordinator.Get<PageActions>(), caller));

    private static async Task<StatusCode> StatusAsync(Func<Task> action)
    {
        try
        {
            await action();
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }
}
