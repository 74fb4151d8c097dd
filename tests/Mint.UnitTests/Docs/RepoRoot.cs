namespace Mint.UnitTests.Docs;

/// <summary>Where this checkout is, for tests that read its pages and its example.</summary>
internal static class RepoRoot
{
    /// <summary>The directory that holds MintAgent.sln.</summary>
    public static string Path { get; } = Find();

    /// <summary>A path below it.</summary>
    public static string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "MintAgent.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("no MintAgent.sln above the tests");
    }
}
