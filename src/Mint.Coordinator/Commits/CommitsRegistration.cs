using Mint.Coordinator.Commits.Statuses;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Commits;

/// <summary>Commits: following the config repo, how far each commit got, and telling the forge.</summary>
internal static class CommitsRegistration
{
    /// <summary>Adds them.</summary>
    public static void AddCommits(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<RepoStatus>();
        services.AddSingleton<RepoFollower>();
        services.AddHostedService<RepoFollowerService>();
        services.AddSingleton<ConvergenceLedger>();
        services.AddHostedService<ConvergenceService>();
        services.AddSingleton<CommitProgressQuery>();
        services.AddSingleton<ICommitProgress>(s => s.GetRequiredService<CommitProgressQuery>());
        if (options.Forge is { } forge)
        {
            services.AddSingleton<StatusSender>();
            services.AddSingleton(s => CommitStatusWriters.For(forge, s.GetRequiredService<StatusSender>()));
            services.AddSingleton<StatusReporter>();
            services.AddHostedService<StatusService>();
        }
    }
}
