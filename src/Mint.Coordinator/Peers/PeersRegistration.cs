namespace Mint.Coordinator.Peers;

/// <summary>What hosts say of themselves to the other members of their WireGuard networks, how those stand, and who knocks at whom.</summary>
internal static class PeersRegistration
{
    /// <summary>Adds all of it.</summary>
    public static void AddPeers(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PeerPlaces>();
        services.AddSingleton<PeerBook>();
        services.AddSingleton<PeerRounds>();
        services.AddHostedService(s => s.GetRequiredService<PeerRounds>());
        services.AddSingleton<KnockDesk>();
        services.AddHostedService(s => s.GetRequiredService<KnockDesk>());
        services.AddSingleton<MeshStore>();
        services.AddSingleton<MeshQueries>();
    }
}
