namespace Mint.Coordinator.Hosts;

/// <summary>What is known of each host beside its reports: when it was heard, and what it can't say itself.</summary>
internal static class HostsRegistration
{
    /// <summary>Adds it.</summary>
    public static void AddHosts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Presence>();
        builder.Services.AddHostedService(s => s.GetRequiredService<Presence>());
        builder.Services.AddSingleton<Watchman>();
        builder.Services.AddHostedService(s => s.GetRequiredService<Watchman>());
    }
}
