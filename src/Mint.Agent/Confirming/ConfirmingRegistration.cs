using Mint.Agent.Configuration;
using Mint.Core.Confirming;

namespace Mint.Agent.Confirming;

/// <summary>Commit-confirm: changes of the way in, and what becomes of commits that were taken back.</summary>
internal static class ConfirmingRegistration
{
    /// <summary>Adds it. Further checks are <see cref="IWayInCheck"/>s that others add.</summary>
    public static void AddConfirming(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IWayInCheck, GitCheck>();
        services.AddSingleton<LedgerTargets>();
        services.AddSingleton<Quarantine>();
        services.AddSingleton(s => new AgentYamlRule(s.GetRequiredService<AgentOptions>().Path, s.GetRequiredService<IHost>()));
        services.AddSingleton(s => new Confirmation(
            s.GetRequiredService<AgentOptions>().StateDirectory,
            s.GetServices<IWayInCheck>(),
            s.GetRequiredService<LedgerTargets>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IConfirmation>(s => s.GetRequiredService<Confirmation>());
    }
}
