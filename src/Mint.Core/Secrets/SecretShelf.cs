using Mint.Core.Config;

namespace Mint.Core.Secrets;

/// <summary>The secrets of one revision of a config repo; each file is read once. Not safe for concurrent use.</summary>
internal sealed class SecretShelf(IConfigFiles files)
{
    private const int FileBytes = 1 << 20;

    private readonly Dictionary<string, (SecretFile? File, IReadOnlyList<Problem> Problems)> read = new(StringComparer.Ordinal);
    private List<string>? names;

    /// <summary>Names of all secrets, ordinal order; read only when asked for.</summary>
    public IReadOnlyList<string> Names => names ??= [.. Paths().Select(SecretName.OfFile).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Reads a secret; neither file nor problems when there is none of that name.</summary>
    public (SecretFile? File, IReadOnlyList<Problem> Problems) Read(string name)
    {
        if (!read.TryGetValue(name, out var known))
        {
            read[name] = known = Load(name);
        }

        return known;
    }

    /// <summary>Files that nothing can refer to.</summary>
    public IEnumerable<Problem> Misnamed() =>
        from path in Paths()
        where SecretName.OfFile(path) is null && !path.Split('/')[^1].StartsWith('.')
        select new Problem(new Origin(path, 1, 1), "", "the file is no secret's: nothing can refer to it", SecretName.Rule);

    private IEnumerable<string> Paths() =>
        new[] { SecretName.Directory }.Concat(files.Directories(SecretName.Directory).Select(d => $"{SecretName.Directory}/{d}"))
            .SelectMany(directory => files.List(directory).Where(file => !IsDirectory(directory, file)).Select(file => $"{directory}/{file}"));

    private bool IsDirectory(string directory, string name) => directory == SecretName.Directory && files.Directories(directory).Contains(name);

    private (SecretFile? File, IReadOnlyList<Problem> Problems) Load(string name)
    {
        var path = SecretName.FileOf(name);
        var content = files.Read(path, FileBytes);
        if (content.Content is not { } bytes)
        {
            return (null, content.Fault == ConfigFileFault.NotFound ? [] : [new Problem(new Origin(path, 1, 1), "", $"{path} can't be read: {content.Fault}")]);
        }

        var (file, problems) = StrictYaml.Read(path, bytes, SecretsJson.Default.SecretFile);
        if (file is null)
        {
            return (null, problems);
        }

        var faults = SecretFileRules.Faults(file).Select(fault => new Problem(new Origin(path, 1, 1), fault.Key, fault.Message, $"Put back the last good version (git log -- {path}), or set the value anew: mint secret set {name}")).ToList();
        return faults.Count == 0 ? (file, []) : (null, faults);
    }
}
