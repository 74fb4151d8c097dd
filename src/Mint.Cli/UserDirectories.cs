namespace Mint.Cli;

/// <summary>Where a person's files go, by the XDG Base Directory Specification.</summary>
internal static class UserDirectories
{
    /// <summary>What can be fetched again: <c>~/.cache/mint</c>, or below XDG_CACHE_HOME.</summary>
    public static string Cache { get; } = Path.Combine(Root("XDG_CACHE_HOME", ".cache"), "mint");

    /// <summary>What the person has set: <c>~/.config/mint</c>, or below XDG_CONFIG_HOME.</summary>
    public static string Config { get; } = Path.Combine(Root("XDG_CONFIG_HOME", ".config"), "mint");

    /// <summary>The person's home.</summary>
    public static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    private static string Root(string variable, string usual)
    {
        var given = Environment.GetEnvironmentVariable(variable);
        return Path.IsPathRooted(given) ? given : Path.Combine(Home, usual);
    }
}
