namespace Mint.Core.Config;

/// <summary>Which files the config repo has: <c>mint.yaml</c>, <c>groups/NAME.yaml</c>, <c>hosts/NAME.yaml</c>.</summary>
internal sealed class RepoLayout(IConfigFiles files)
{
    public const string Fleet = "mint.yaml";
    private const string Extension = ".yaml";

    /// <summary>Names of the hosts, ordinal order.</summary>
    public IReadOnlyList<string> Hosts { get; } = Names(files, "hosts");

    /// <summary>Names of the groups, ordinal order.</summary>
    public IReadOnlyList<string> Groups { get; } = Names(files, "groups");

    public static string HostFile(string name) => $"hosts/{name}{Extension}";

    public static string GroupFile(string name) => $"groups/{name}{Extension}";

    /// <summary>Files whose name nobody could refer to, or that stand for the same host or group as another.</summary>
    public IEnumerable<Problem> Misnamed() => Misnamed("hosts").Concat(Misnamed("groups"));

    private IEnumerable<Problem> Misnamed(string directory)
    {
        var all = files.List(directory).Where(IsYaml).ToList();
        foreach (var file in all)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var clash = all.Find(other => other != file && string.Equals(Path.GetFileNameWithoutExtension(other), name, StringComparison.OrdinalIgnoreCase));
            var origin = new Origin($"{directory}/{file}", 1, 1);
            if (clash is not null && (!file.EndsWith(Extension, StringComparison.Ordinal) || !ConfigName.IsValid(name)))
            {
                yield return new Problem(origin, "", $"{directory}/{file} and {directory}/{clash} have the same name '{name.ToLowerInvariant()}'", "Keep one of them.");
            }
            else if (!ConfigName.IsValid(name))
            {
                yield return new Problem(origin, "", $"{Found.Quote(name)} can't be a name", ConfigName.Rule);
            }
            else if (!file.EndsWith(Extension, StringComparison.Ordinal))
            {
                yield return new Problem(origin, "", "the file is not looked at, since its name does not end in .yaml", $"Rename it to {directory}/{name}{Extension}.");
            }
        }
    }

    private static bool IsYaml(string file) =>
        !file.StartsWith('.')
        && (file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase));

    private static List<string> Names(IConfigFiles files, string directory) =>
    [
        .. files.List(directory)
            .Where(f => f.EndsWith(Extension, StringComparison.Ordinal))
            .Select(f => f[..^Extension.Length])
            .Where(ConfigName.IsValid)
            .Order(StringComparer.Ordinal),
    ];
}
