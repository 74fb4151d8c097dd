using Microsoft.AspNetCore.Server.Kestrel.Core;
using Mint.Agent.Configuration;
using Mint.Agent.Link;
using Mint.Agent.Link.Mesh;
using Mint.Platform.Linux;
using Prometheus;

namespace Mint.Agent.Metrics;

/// <summary>Serves <c>/metrics</c> and <c>/healthz</c> on loopback, apart from the control socket.</summary>
internal static class MetricsRegistration
{
    /// <summary>Adds the registry and, unless it is off, the listener.</summary>
    public static void AddMetrics(this WebApplicationBuilder builder, AgentOptions options)
    {
        builder.Services.AddSingleton(_ => Prometheus.Metrics.NewCustomRegistry());
        builder.Services.AddSingleton<AgentMetrics>();
        builder.Services.AddSingleton(s => new FirewallMetrics(new LinuxHostReader(s.GetRequiredService<TimeProvider>()), s.GetRequiredService<TimeProvider>()));
        if (options.Metrics is { } address)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1));
        }
    }

    /// <summary>Maps the page; other listeners do not answer it.</summary>
    public static void MapMetricsOn(this WebApplication app, AgentOptions options)
    {
        if (options.Metrics is { } address)
        {
            var registry = app.Services.GetRequiredService<CollectorRegistry>();
            app.Services.GetRequiredService<FirewallMetrics>().Register(registry);
            if (options.Coordinator is not null)
            {
                LinkMetrics.Register(registry, app.Services.GetRequiredService<LinkState>(), app.Services.GetRequiredService<Outbox>());
            }

            MeshMetrics.Register(registry, app.Services.GetRequiredService<MeshLook>());
            app.MapMetrics("/metrics", registry).RequireHost($"*:{address.Port}");
        }
    }
}
