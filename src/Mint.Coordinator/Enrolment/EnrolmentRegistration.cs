using Mint.Coordinator.Access;

namespace Mint.Coordinator.Enrolment;

/// <summary>The authority, and how hosts get and lose their certificates.</summary>
internal static class EnrolmentRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddEnrolment(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AuthorityKeeper>();
        services.AddHostedService(s => s.GetRequiredService<AuthorityKeeper>());
        services.AddSingleton<OwnServerCertificate>();
        services.AddSingleton<AgentIdentities>();
        services.AddSingleton<IAgentIdentities>(s => s.GetRequiredService<AgentIdentities>());
        services.AddSingleton<EnrolmentTokens>();
        services.AddSingleton<CertificateIssuer>();
        services.AddSingleton<ICertificateRenewal>(s => s.GetRequiredService<CertificateIssuer>());
        services.AddSingleton<HostRevocation>();
        services.AddSingleton<EnrolmentDesk>();
    }

    /// <summary>Serves new agents.</summary>
    public static void MapEnrolment(this WebApplication app) => app.MapGrpcService<EnrolmentDesk>().ForNewAgents();
}
