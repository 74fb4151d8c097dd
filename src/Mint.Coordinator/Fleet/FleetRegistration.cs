using Mint.Coordinator.Access;
using Mint.Coordinator.Hosts;

namespace Mint.Coordinator.Fleet;

/// <summary>The queries.</summary>
internal static class FleetRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddFleet(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<FleetOverview>();
        services.AddSingleton<HostQueries>();
        services.AddSingleton<IHostFinder>(s => s.GetRequiredService<HostQueries>());
        services.AddSingleton<EventQueries>();
        services.AddSingleton<HoldQueries>();
        services.AddSingleton<FleetService>();
        services.AddSingleton<WatchHub>();
        services.AddHostedService(s => s.GetRequiredService<WatchHub>());
    }

    /// <summary>Serves people and tools.</summary>
    public static void MapFleet(this WebApplication app) => app.MapGrpcService<FleetService>().RequireAuthorization(Roles.Viewer);
}
