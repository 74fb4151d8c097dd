namespace Mint.Modules.Updates;

/// <summary>An installed package of which the host's repositories have a newer version.</summary>
/// <param name="Name">Its name, with <c>:arch</c> where it is foreign.</param>
/// <param name="Old">The installed version.</param>
/// <param name="New">The version that apt would install.</param>
/// <param name="Origins">Where that version is from, as apt prints it: <c>Debian-Security:12/stable-security</c>.</param>
internal sealed record Upgrade(string Name, string Old, string New, string Origins)
{
    /// <summary>Whether one of the places that have the new version is Debian's security archive.</summary>
    public bool IsSecurity => Origins.Split(", ").Any(IsSecurityArchive);

    private static bool IsSecurityArchive(string origin) =>
        origin.StartsWith("Debian-Security:", StringComparison.Ordinal) || origin.EndsWith("-security", StringComparison.Ordinal);
}
