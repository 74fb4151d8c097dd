using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Access;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Rollouts;
using FleetAdminService = Mint.Protocol.V1.FleetAdminService;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>A coordinator with a fleet behind it that only its API's side needs.</summary>
internal static class ApiCoordinator
{
    public static TestCoordinator Create(FakeHostFinder? fleet = null, string? directory = null) => new(directory)
    {
        Configure = services => services.AddSingleton<IHostFinder>(fleet ?? new FakeHostFinder()).AddSingleton<IRolloutDesk, FakeRolloutDesk>(),
    };

    public static async Task<string> ApiTokenAsync(this TestCoordinator coordinator, string name, Role role, params string[] customers) =>
        (await coordinator.Get<ApiTokens>().MakeAsync(new TokenWish(name, role, customers, TimeSpan.FromDays(1)), CancellationToken.None))!.Value.Text;

    public static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    public static FleetAdminService.FleetAdminServiceClient Admin(this TestCoordinator coordinator) => new(coordinator.Channel(coordinator.Api));
}
