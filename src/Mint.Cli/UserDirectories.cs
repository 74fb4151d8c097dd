namespace Mint.Cli;

/// <summary>Where a person's files go, by the XDG Base Directory Specification.</summary>
internal static class UserDirectories
{
    /// <summary>What can be fetched again: <c>~/.cache/mint</c>, or below XDG_CACHE_HOME.</summary>
    public static string Cache { get; } = Path.Combine(CacheRoot(), "mint");

    private static string CacheRoot()
    {
        var given = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.IsPathRooted(given)
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
    }
}
