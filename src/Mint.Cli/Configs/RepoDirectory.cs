namespace Mint.Cli.Configs;

/// <summary>Finds the config repo that a person is in.</summary>
internal static class RepoDirectory
{
    /// <summary>The file that makes a directory a config repo.</summary>
    public const string Marker = "mint.yaml";

    /// <summary>The directory given, or the nearest one at or above the current directory that holds <c>mint.yaml</c>.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static string Find(string? given)
    {
        if (given is not null)
        {
            return File.Exists(Path.Combine(given, Marker))
                ? Path.GetFullPath(given)
                : throw new CommandException($"{given} is not a config repo: it holds no {Marker}.", $"Make one: mint init {given}");
        }

        for (var directory = new DirectoryInfo(Directory.GetCurrentDirectory()); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Marker)))
            {
                return directory.FullName;
            }
        }

        throw new CommandException($"No {Marker} here or above: this is not a config repo.", "Go into one, name it with --repo DIR, or make one: mint init DIR");
    }
}
