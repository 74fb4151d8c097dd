using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Protocol.V1;
using NUnit.Framework;
using Client = Mint.Protocol.V1.FleetAdminService.FleetAdminServiceClient;
using FleetAdminService = Mint.Protocol.V1.FleetAdminService;

namespace Mint.UnitTests.Coordinator.Access;

public sealed class RolesTests
{
    private static readonly Dictionary<string, (Role Least, Func<Client, Metadata, Task> Call)> Table = new()
    {
        [nameof(Client.AddHost)] = (Role.Admin, async (c, h) => await c.AddHostAsync(new AddHostRequest { Host = "new-01" }, h)),
        [nameof(Client.RevokeHost)] = (Role.Admin, async (c, h) => await c.RevokeHostAsync(new RevokeHostRequest { Host = "acme-01" }, h)),
        [nameof(Client.WakeHosts)] = (Role.Operator, async (c, h) => await c.WakeHostsAsync(new WakeHostsRequest { Filter = "all:yes" }, h)),
        [nameof(Client.RequestReport)] = (Role.Operator, async (c, h) => await c.RequestReportAsync(new RequestReportRequest { Host = "acme-01" }, h)),
        [nameof(Client.GetRollout)] = (Role.Viewer, async (c, h) => await c.GetRolloutAsync(new GetRolloutRequest(), h)),
        [nameof(Client.HoldRollout)] = (Role.Operator, async (c, h) => await c.HoldRolloutAsync(new HoldRolloutRequest(), h)),
        [nameof(Client.PromoteRollout)] = (Role.Operator, async (c, h) => await c.PromoteRolloutAsync(new PromoteRolloutRequest(), h)),
        [nameof(Client.CreateApiToken)] = (Role.Admin, async (c, h) => await c.CreateApiTokenAsync(new CreateApiTokenRequest { Name = "made", Role = "viewer" }, h)),
        [nameof(Client.ListApiTokens)] = (Role.Admin, async (c, h) => await c.ListApiTokensAsync(new ListApiTokensRequest(), h)),
        [nameof(Client.RevokeApiToken)] = (Role.Admin, async (c, h) => await c.RevokeApiTokenAsync(new RevokeApiTokenRequest { Name = "spare" }, h)),
    };

    [Test]
    public void Table_OfCalls_IsWhole() =>
        Assert.That(Table.Keys, Is.EquivalentTo(FleetAdminService.Descriptor.Methods.Select(m => m.Name)));

    [Test]
    public async Task EveryCall_WithEveryRole_PassesFromItsRoleOn()
    {
        await using var coordinator = await ApiCoordinator.Create().StartAsync();
        await coordinator.EnrolAsync("acme-01");
        await coordinator.ApiTokenAsync("spare", Role.Viewer);
        var client = coordinator.Admin();
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var headers = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync($"as-{role.Word()}", role));
            foreach (var (name, (least, call)) in Table)
            {
                var expected = role >= least ? StatusCode.OK : StatusCode.PermissionDenied;
                if (await OutcomeAsync(call, client, headers) is var outcome && outcome.StatusCode != expected)
                {
                    wrong.Add($"{role} {name}: {outcome}");
                }
            }
        }

        foreach (var (name, (_, call)) in Table)
        {
            if (await OutcomeAsync(call, client, []) is { StatusCode: not StatusCode.Unauthenticated } outcome)
            {
                wrong.Add($"nobody {name}: {outcome}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Refusal_ForTheRole_NamesBoth()
    {
        await using var coordinator = await ApiCoordinator.Create().StartAsync();
        var headers = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("looker", Role.Viewer));

        var outcome = await OutcomeAsync(Table[nameof(Client.WakeHosts)].Call, coordinator.Admin(), headers);

        Assert.That(outcome.Detail, Is.EqualTo("this needs the role operator; the token looker has the role viewer"));
    }

    private static async Task<Status> OutcomeAsync(Func<Client, Metadata, Task> call, Client client, Metadata headers)
    {
        try
        {
            await call(client, headers);
            return Status.DefaultSuccess;
        }
        catch (RpcException refused)
        {
            return refused.Status;
        }
    }
}
