using System.Security.Cryptography;
using Mint.Agent.Configuration;
using Mint.Agent.Confirming;
using Mint.Agent.Link;
using Mint.Agent.Link.Peers;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Modules;
using Mint.Platform.Ledger;
using Mint.Platform.Linux;
using Mint.Platform.Linux.Watching;
using Mint.Platform.Secrets;

namespace Mint.Agent.Loop;

/// <summary>The loop, and everything between Load and Report.</summary>
internal static class LoopRegistration
{
    /// <summary>Adds the loop.</summary>
    public static void AddLoop(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(ModuleCatalog.Providers);
        services.AddSingleton<IReadOnlyList<IGuardRule>>(s => [.. ModuleCatalog.GuardRules, s.GetRequiredService<AgentYamlRule>()]);
        services.AddSingleton(OpenLedger);
        services.AddSingleton<ILedgerReader>(s => s.GetRequiredService<ILedger>());
        services.AddSingleton<IHost, LinuxHost>();
        builder.AddConfirming();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<HostBoard>();
        services.AddSingleton<AgentState>();
        services.AddSingleton<WakeQueue>();
        services.AddSingleton<PathWatcher>();
        services.AddSingleton<UnitSignals>();
        services.AddSingleton<NetworkSignals>();
        services.AddSingleton<StatusReporter>();
        services.AddSingleton(s => new HostLoader(Facts(s), KeyOf(s.GetRequiredService<ILedger>()), new HostSecrets(), () => s.GetRequiredService<PeerKeeper>().Peers));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<CommitIntake>(s, s.GetRequiredService<AgentOptions>().Remote.Branch));
        services.AddSingleton(s =>
        {
            var options = s.GetRequiredService<AgentOptions>();
            return new Schedule(options.ObserveEvery, s.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<CommitPoller>();
        services.AddHostedService(s => s.GetRequiredService<CommitPoller>());
        services.AddSingleton<Watchers>();
        services.AddHostedService(s => s.GetRequiredService<Watchers>());
        services.AddSingleton<AgentLoop>();
        services.AddHostedService(s => s.GetRequiredService<AgentLoop>());
    }

    private static ILedger OpenLedger(IServiceProvider services)
    {
        var options = services.GetRequiredService<AgentOptions>();
        var ledger = LedgerFile.Open(options.LedgerPath, services.GetRequiredService<TimeProvider>());
        Outbox.Settle(ledger, open: options.Coordinator is not null);
        if (ledger.SetAside is { } aside)
        {
            LedgerAlarm.Raise(aside, ledger, services);
        }

        return ledger;
    }

    private static HostFacts Facts(IServiceProvider services) =>
        DebianFacts.Read(services.GetRequiredService<AgentOptions>().Host, services.GetRequiredService<IHost>());

    /// <summary>The host-local key that hashes secrets, made on the first start.</summary>
    private static SecretKey KeyOf(ILedger ledger)
    {
        if (ledger.ReadFact(LedgerFacts.SecretKey) is not { } hex)
        {
            hex = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            ledger.WriteFact(LedgerFacts.SecretKey, hex);
        }

        return new SecretKey(Convert.FromHexString(hex));
    }
}
