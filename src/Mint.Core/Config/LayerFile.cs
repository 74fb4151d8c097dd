namespace Mint.Core.Config;

/// <summary>One file of the config repo, read once.</summary>
/// <param name="Path">Its path in the repo.</param>
/// <param name="Root">Its top map; null when it can't be read.</param>
/// <param name="Problems">All that is wrong with it by itself.</param>
internal sealed record LayerFile(string Path, ConfigMap? Root, IReadOnlyList<Problem> Problems)
{
    /// <summary>Reads a file and holds it against its shape.</summary>
    public static LayerFile Read(IConfigFiles files, string path, Shape shape)
    {
        var read = files.Read(path, ConfigLimits.FileBytes);
        if (read.Content is not { } content || content.Length > ConfigLimits.FileBytes)
        {
            return new LayerFile(path, null, [new Problem(new Origin(path, 1, 1), "", Describe(path, read.Fault ?? ConfigFileFault.TooLarge))]);
        }

        var problems = new List<Problem>();
        var root = YamlReader.Read(path, content, problems);
        if (root is not null)
        {
            new ShapeChecker(merged: false, problems).Check(root, shape, KeyPath.Root, root.Origin);
        }

        return new LayerFile(path, root, problems);
    }

    private static string Describe(string path, ConfigFileFault fault) => fault switch
    {
        ConfigFileFault.NotFound => $"there is no {path}",
        ConfigFileFault.TooLarge => $"{path} is larger than {ConfigLimits.FileBytes >> 20} MiB",
        ConfigFileFault.OutsideRepo => $"{path} leads out of the config repo",
        ConfigFileFault.NotAFile => $"{path} is not a file",
        _ => $"{path} can't be read",
    };
}
