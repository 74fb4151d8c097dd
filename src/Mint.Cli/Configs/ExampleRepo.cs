using System.Reflection;

namespace Mint.Cli.Configs;

/// <summary>The example config repo, carried inside this program.</summary>
internal static class ExampleRepo
{
    private const string Prefix = "example/";

    /// <summary>Paths of its files, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..].Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static Assembly Assembly => typeof(ExampleRepo).Assembly;

    /// <summary>Writes all files below a directory. Nothing that is there is overwritten.</summary>
    /// <exception cref="IOException">A file is there already, or can't be written.</exception>
    public static void WriteTo(string directory)
    {
        foreach (var path in Files)
        {
            var target = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? directory);
            using var source = Assembly.GetManifestResourceStream(Prefix + path) ?? throw new IOException($"{path} is not in this program");
            using var file = new FileStream(target, FileMode.CreateNew);
            source.CopyTo(file);
        }
    }
}
