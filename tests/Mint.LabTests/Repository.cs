namespace Mint.LabTests;

/// <summary>Where things are in the checkout these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The checkout's top directory.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the top directory.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The build output of another project, of the same configuration as this one.</summary>
    public static string OutputOf(string project) => At("artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name);

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MintAgent.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no MintAgent.sln above {AppContext.BaseDirectory}");
    }
}
