using Mint.Agent.Configuration;
using Mint.Agent.Link.Identity;
using Mint.Agent.Link.Knocks;
using Mint.Agent.Link.Mesh;
using Mint.Agent.Link.Peers;
using Mint.Agent.Link.Reports;
using Mint.Agent.Loop;
using Mint.Core.Confirming;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Platform.Git.Sync;

namespace Mint.Agent.Link;

/// <summary>The link to the coordinator, and what it may hold back.</summary>
internal static class LinkRegistration
{
    /// <summary>Adds the link; without a coordinator in agent.yaml only what stands in for its word.</summary>
    public static void AddLink(this WebApplicationBuilder builder, AgentOptions options)
    {
        var services = builder.Services;
        services.AddSingleton(s => ThriftyState(options.Coordinator, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new Outbox(s.GetRequiredService<ILedger>(), open: options.Coordinator is not null));
        services.AddSingleton<TurnKeeper>();
        services.AddSingleton<ITurns>(s => s.GetRequiredService<TurnKeeper>());
        services.AddSingleton<ILinkVoice>(s => s.GetRequiredService<TurnKeeper>());
        services.AddSingleton(OwnAddresses.OfInterfaces);
        services.AddSingleton<PeerKeeper>();
        services.AddSingleton<ILinkVoice>(s => s.GetRequiredService<PeerKeeper>());
        services.AddSingleton<PeerClock>();
        services.AddHostedService(s => s.GetRequiredService<PeerClock>());
        services.AddSingleton<MeshLook>();
        services.AddSingleton<MeshVoice>();
        services.AddSingleton<ILinkVoice>(s => s.GetRequiredService<MeshVoice>());
        services.AddSingleton<CoordinatorDoor>();
        services.AddSingleton<WayInAsker>();
        services.AddSingleton<IWayInCheck, CoordinatorCheck>();
        services.AddSingleton<IWayInCheck, PeerCheck>();
        services.AddSingleton<IWayInCheck, MeshCheck>();
        services.AddSingleton<RolloutGate>();
        services.AddSingleton<IRolloutGate>(s => s.GetRequiredService<RolloutGate>());
        if (options.Coordinator is null)
        {
            return;
        }

        services.AddSingleton(new LinkTiming());
        services.AddSingleton(new MachineIdPath(MachineId.DefaultPath));
        services.AddSingleton(s => DistributionName.Read(s.GetRequiredService<IHost>()));
        services.AddSingleton<HostReporter>();
        services.AddHostedService(s => s.GetRequiredService<MeshVoice>());
        services.AddSingleton(SshGreeting.Knock);
        services.AddSingleton<Knocker>();
        services.AddSingleton<ILinkVoice>(s => s.GetRequiredService<Knocker>());
        services.AddSingleton<LinkOrders>();
        services.AddSingleton<GitWakeUps>();
        services.AddHostedService(s => s.GetRequiredService<GitWakeUps>());
        services.AddHostedService<LinkService>();
    }

    /// <summary>What a TLS handshake takes is not needed again for hours; it is given back when the link is up.</summary>
    private static LinkState ThriftyState(Uri? coordinator, TimeProvider time)
    {
        var link = new LinkState(coordinator, time);
        link.Changed += (_, _) =>
        {
            if (link.Standing.Up)
            {
                MemoryThrift.GiveBack();
            }
        };
        return link;
    }
}

/// <summary>Where the machine's identity is.</summary>
/// <param name="Path">Usually <see cref="MachineId.DefaultPath"/>.</param>
internal sealed record MachineIdPath(string Path);
