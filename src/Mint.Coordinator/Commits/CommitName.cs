namespace Mint.Coordinator.Commits;

/// <summary>How people name a commit.</summary>
internal static class CommitName
{
    private const int Digits = 7;

    /// <summary>The first seven digits of its id; what is shorter as it is.</summary>
    public static string Short(string id) => id.Length > Digits ? id[..Digits] : id;
}
