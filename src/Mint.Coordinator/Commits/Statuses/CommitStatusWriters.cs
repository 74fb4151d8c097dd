using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>Picks the writer for the forge that coordinator.yaml names.</summary>
internal static class CommitStatusWriters
{
    /// <summary>The one for this forge.</summary>
    public static ICommitStatusWriter For(ForgeSettings forge, StatusSender sender) => forge.Kind switch
    {
        ForgeKind.Gitea => new GiteaStatusWriter(forge, sender),
        ForgeKind.Github => new GithubStatusWriter(forge, sender),
        ForgeKind.Gitlab => new GitlabStatusWriter(forge, sender),
        _ => throw new ArgumentOutOfRangeException(nameof(forge)),
    };

    /// <summary>An address below the forge's API.</summary>
    public static Uri Address(ForgeSettings forge, string path) => new($"{forge.Api.TrimEnd('/')}/{path}");

    /// <summary><c>owner/name</c> as it stands in a path, each part escaped.</summary>
    public static string Project(ForgeSettings forge) => string.Join('/', forge.Project.Split('/').Select(Uri.EscapeDataString));
}
