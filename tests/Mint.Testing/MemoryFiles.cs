using System.Text;
using Mint.Core.Config;

namespace Mint.Testing;

/// <summary>A config repo in memory.</summary>
public sealed class MemoryFiles : IConfigFiles
{
    private readonly Dictionary<string, byte[]> contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigFileFault> faults = new(StringComparer.Ordinal);

    /// <summary>How often each file was read.</summary>
    public Dictionary<string, int> Reads { get; } = new(StringComparer.Ordinal);

    public string this[string path]
    {
        get => Encoding.UTF8.GetString(contents[path]);
        set => contents[path] = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Adds a file; chainable.</summary>
    public MemoryFiles With(string path, string text)
    {
        this[path] = text;
        return this;
    }

    /// <summary>Adds a file that need not be text; chainable.</summary>
    public MemoryFiles With(string path, byte[] content)
    {
        contents[path] = content;
        return this;
    }

    /// <summary>Makes a path unreadable, as a link out of the repo is; chainable.</summary>
    public MemoryFiles WithFault(string path, ConfigFileFault fault)
    {
        faults[path] = fault;
        return this;
    }

    public ConfigFile Read(string path, int maxBytes)
    {
        Reads[path] = Reads.GetValueOrDefault(path) + 1;
        if (faults.TryGetValue(path, out var fault))
        {
            return new ConfigFile(null, fault);
        }

        if (path.StartsWith('/') || path.Split('/').Contains(".."))
        {
            return new ConfigFile(null, ConfigFileFault.OutsideRepo);
        }

        if (!contents.TryGetValue(path, out var content))
        {
            var isDirectory = contents.Keys.Any(p => p.StartsWith(path + "/", StringComparison.Ordinal));
            return new ConfigFile(null, isDirectory ? ConfigFileFault.NotAFile : ConfigFileFault.NotFound);
        }

        return content.Length > maxBytes ? new ConfigFile(null, ConfigFileFault.TooLarge) : new ConfigFile(content, null);
    }

    public IReadOnlyList<string> Directories(string directory)
    {
        var prefix = directory.Length == 0 ? "" : directory + "/";
        return [.. contents.Keys.Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).Select(p => p[prefix.Length..].Split('/')).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct().Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> List(string directory)
    {
        var prefix = directory.Length == 0 ? "" : directory + "/";
        return
        [
            .. contents.Keys.Concat(faults.Keys)
                .Where(p => p.StartsWith(prefix, StringComparison.Ordinal))
                .Select(p => p[prefix.Length..].Split('/')[0])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }
}
