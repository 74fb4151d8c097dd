using Mint.Agent.Configuration;
using Mint.Core.Config;
using Mint.Core.Ledger;
using Mint.Modules;
using Mint.Platform.Git.Sync;

namespace Mint.Agent.Loop;

/// <summary>The Sync stage.</summary>
internal static class SyncRegistration
{
    /// <summary>Adds the source of commits.</summary>
    public static void AddSync(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConfigSource>(services =>
        {
            var options = services.GetRequiredService<AgentOptions>();
            var ledger = services.GetRequiredService<ILedger>();
            return new GitConfigSource(
                options.Remote,
                options.Signatures,
                options.CloneDirectory,
                files => new ConfigLoader(files, ModuleCatalog.All).LoadFleet(),
                () => ledger.ReadFact(LedgerFacts.AcceptedCommit),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<GitConfigSource>>(),
                services.GetRequiredService<IRolloutGate>());
        });
    }
}
