namespace Mint.Coordinator.Events;

/// <summary>The fleet's history: what the coordinator adds to it, and how long it is kept.</summary>
internal static class EventsRegistration
{
    /// <summary>Adds it.</summary>
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<EventRetention>();
        builder.Services.AddHostedService(s => s.GetRequiredService<EventRetention>());
    }
}
