namespace Mint.Coordinator.Turns;

/// <summary>Turns for work that must not happen on several hosts at once.</summary>
internal static class TurnsRegistration
{
    /// <summary>Adds who decides, the answers to agents and the desk for people.</summary>
    public static void AddTurns(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<TurnEngine>();
        services.AddSingleton<TurnPlaces>();
        services.AddSingleton<TurnDesk>();
        services.AddHostedService<TurnService>();
    }
}
