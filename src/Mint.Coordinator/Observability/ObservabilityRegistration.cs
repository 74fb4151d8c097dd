using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace Mint.Coordinator.Observability;

/// <summary>Metrics, health and service discovery, for those who watch the coordinator from outside.</summary>
internal static class ObservabilityRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(_ => Metrics.NewCustomRegistry());
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<WatchMetrics>();
        services.AddSingleton<RepoStandingReader>();
        services.AddSingleton<FleetNumbersReader>();
        services.AddSingleton<FleetMetrics>();
        services.AddSingleton<ServiceDiscovery>();
        services.AddSingleton<StoreHealth>();
        services.AddGrpc();
        services.AddGrpcHealthChecks().AddCheck<StoreHealth>("store");
        services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        services.AddAuthorizationBuilder().AddPolicy(ObserverAccess.Policy, policy => policy.RequireAssertion(ObserverAccess.Allows));
    }

    /// <summary>Maps the pages and the gRPC health service.</summary>
    public static void MapObservability(this WebApplication app)
    {
        // They register their series when they are made; a scrape shall find them before the first agent calls.
        app.Services.GetRequiredService<IngestMetrics>();
        app.Services.GetRequiredService<WatchMetrics>();
        app.Services.GetRequiredService<FleetMetrics>();
        app.MapMetrics("/metrics", app.Services.GetRequiredService<CollectorRegistry>()).RequireAuthorization(ObserverAccess.Policy);
        app.MapHealthChecks("/healthz", new HealthCheckOptions { ResponseWriter = HealthPage.WriteAsync }).AllowAnonymous();
        app.MapGrpcHealthChecksService().AllowAnonymous();
        var discovery = app.MapGroup("/sd").RequireAuthorization(ObserverAccess.Policy);
        discovery.MapGet("/agents", AgentsAsync);
        // Nothing that the agent sets up exports metrics of its own.
        discovery.MapGet("/exporters", () => Array.Empty<TargetGroup>());
    }

    private static async Task<Results<Ok<IReadOnlyList<TargetGroup>>, BadRequest<string>>> AgentsAsync(
        ServiceDiscovery discovery, int? port, CancellationToken ct) =>
        port is null or (> 0 and <= 65_535)
            ? TypedResults.Ok(await discovery.AgentsAsync(port ?? ServiceDiscovery.AgentPort, ct))
            : TypedResults.BadRequest("port: expected a number from 1 to 65535");
}
