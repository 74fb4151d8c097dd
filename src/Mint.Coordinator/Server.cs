using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Dashboard;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Events;
using Mint.Coordinator.Fleet;
using Mint.Coordinator.Hooks;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Link;
using Mint.Coordinator.Notifications;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Peers;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Coordinator.Turns;

namespace Mint.Coordinator;

/// <summary>The running coordinator, put together.</summary>
internal static class Server
{
    /// <summary>Serves until stopped.</summary>
    public static async Task<int> RunAsync(CoordinatorOptions options, CancellationToken ct)
    {
        await using var app = Build(options);
        await app.Services.GetRequiredService<Migrator>().RunAsync(ct);
        await app.StartAsync(ct);
        await app.Services.GetRequiredService<FirstPassword>().ShowAsync(Console.Out, ct);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    /// <summary>Everything, built and not yet started; the store is not yet migrated.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="configure">Replaces services, for tests.</param>
    public static WebApplication Build(CoordinatorOptions options, Action<IServiceCollection>? configure = null)
    {
        // Its configuration is coordinator.yaml alone.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Not that of whoever hosts it in a test: the pages' files are listed under this name.
            ApplicationName = typeof(Server).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Services.AddSingleton(options);
        // Agents come again by themselves; whoever does not end their stream is not waited for.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSystemd();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        // It warns that its keys are not encrypted; they lie in the store, as private as everything there.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // Each look at the health would say again what who met the trouble has said.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddStore(options);
        builder.AddEvents();
        builder.AddEnrolment();
        builder.AddAccess(options);
        builder.AddPeople(options);
        builder.AddRollouts();
        builder.AddTurns();
        builder.AddPeers();
        builder.AddCommits(options);
        builder.AddHooks();
        builder.AddHosts();
        builder.AddLink();
        builder.AddFleet();
        builder.AddObservability();
        builder.AddNotifications(options);
        builder.AddDashboard();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseAccess();
        app.MapEnrolment();
        app.MapLink();
        app.MapFleet();
        app.MapApi();
        app.MapHooks();
        app.MapObservability();
        app.MapPeople();
        app.MapDashboard();
        return app;
    }
}
