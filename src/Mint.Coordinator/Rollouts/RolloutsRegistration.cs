namespace Mint.Coordinator.Rollouts;

/// <summary>Rollouts.</summary>
internal static class RolloutsRegistration
{
    /// <summary>Adds the engine, the answers to agents and the desk for people.</summary>
    public static void AddRollouts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RolloutEngine>();
        services.AddSingleton<Releases>();
        services.AddSingleton<IReleases>(s => s.GetRequiredService<Releases>());
        services.AddSingleton<IRolloutDesk, RolloutDesk>();
        services.AddHostedService(s => s.GetRequiredService<Releases>());
        services.AddHostedService<RolloutService>();
    }
}
