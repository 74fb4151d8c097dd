using Mint.Coordinator.Access;

namespace Mint.Coordinator.Link;

/// <summary>The agents' streams, and what is made of what they say.</summary>
internal static class LinkRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddLink(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Takeovers>();
        services.AddSingleton<ReconnectSpread>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ReportStore>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<Intake>();
        services.AddSingleton<Closings>();
        services.AddSingleton<AgentLinkService>();
        services.AddSingleton<ChangeNews>();
        services.AddHostedService(s => s.GetRequiredService<ChangeNews>());
        services.AddSingleton<PacedSends>();
        services.AddHostedService(s => s.GetRequiredService<PacedSends>());
        services.AddSingleton<Sessions>();
        services.AddHostedService(s => s.GetRequiredService<Sessions>());
        services.AddSingleton<SessionRounds>();
        services.AddHostedService(s => s.GetRequiredService<SessionRounds>());
    }

    /// <summary>Serves agents.</summary>
    public static void MapLink(this WebApplication app) => app.MapGrpcService<AgentLinkService>().ForAgents();
}
