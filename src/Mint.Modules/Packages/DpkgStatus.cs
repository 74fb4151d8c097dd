using System.Text;

namespace Mint.Modules.Packages;

/// <summary>
/// dpkg's status file, read in one go: about a megabyte on a usual server, so it is walked as bytes and only
/// installed packages become objects.
/// </summary>
internal sealed class DpkgStatus
{
    /// <summary>Where dpkg keeps it.</summary>
    public const string Path = "/var/lib/dpkg/status";

    private readonly Dictionary<string, PackageState> packages = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Architecture, PackageState State)> foreign = [];

    private DpkgStatus(ReadOnlySpan<byte> text)
    {
        var entry = default(Entry);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty)
            {
                Add(entry);
                entry = default;
            }
            else
            {
                entry.Read(line);
            }
        }

        Add(entry);
        ResolveArchitectures();
    }

    /// <summary>Parses the file; null (no dpkg) has no packages.</summary>
    public static DpkgStatus Parse(byte[]? content) => new(content);

    /// <summary>Whether some package was left in the middle by an interrupted run.</summary>
    public bool HasIncomplete => packages.Values.Any(p => !p.IsComplete);

    /// <summary>Packages that an interrupted run left in the middle, with dpkg's word for how, in order.</summary>
    public IReadOnlyList<(string Name, string Condition)> Incomplete =>
        [.. WithoutArchitecture.Where(p => !p.Value.IsComplete).Select(p => (p.Key, p.Value.Condition)).OrderBy(p => p.Key, StringComparer.Ordinal)];

    /// <summary>Installed packages whose names begin so, in order.</summary>
    public IReadOnlyList<string> NamesFrom(string start) =>
        [.. WithoutArchitecture.Select(p => p.Key).Where(n => n.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private IEnumerable<KeyValuePair<string, PackageState>> WithoutArchitecture => packages.Where(p => !p.Key.Contains(':', StringComparison.Ordinal));

    /// <summary>Finds an installed package by name or <c>name:arch</c>; a bare name means the host's own architecture.</summary>
    public PackageState? Find(string name) => packages.GetValueOrDefault(name);

    private void Add(Entry entry)
    {
        if (entry.ToState() is { } state && entry.Package is { } name)
        {
            foreign.Add((name, entry.Architecture ?? "all", state));
        }
    }

    private void ResolveArchitectures()
    {
        var native = foreign.FirstOrDefault(p => p.Name == "dpkg").Architecture;
        foreach (var (name, architecture, state) in foreign)
        {
            packages[$"{name}:{architecture}"] = state;
            if (native is null || architecture == native || architecture == "all")
            {
                packages[name] = state;
                packages.TryAdd($"{name}:{native}", state);
            }
        }

        foreign.Clear();
    }

    private ref struct Entry
    {
        private ReadOnlySpan<byte> package;
        private ReadOnlySpan<byte> status;
        private ReadOnlySpan<byte> version;
        private ReadOnlySpan<byte> architecture;
        private bool essential;

        public readonly string? Package => Text(package);

        public readonly string? Architecture => Text(architecture);

        public void Read(ReadOnlySpan<byte> line)
        {
            switch (line[0])
            {
                case (byte)'P' when line.StartsWith("Package: "u8):
                    package = line["Package: "u8.Length..];
                    break;
                case (byte)'S' when line.StartsWith("Status: "u8):
                    status = line["Status: "u8.Length..];
                    break;
                case (byte)'V' when line.StartsWith("Version: "u8):
                    version = line["Version: "u8.Length..];
                    break;
                case (byte)'A' when line.StartsWith("Architecture: "u8):
                    architecture = line["Architecture: "u8.Length..];
                    break;
                case (byte)'E' or (byte)'P' when line.SequenceEqual("Essential: yes"u8) || line.SequenceEqual("Protected: yes"u8):
                    essential = true;
                    break;
            }
        }

        public readonly PackageState? ToState()
        {
            var condition = status[(status.LastIndexOf((byte)' ') + 1)..];
            if (package.IsEmpty || condition.IsEmpty || condition.SequenceEqual("config-files"u8) || condition.SequenceEqual("not-installed"u8))
            {
                return null;
            }

            var word = condition.SequenceEqual("installed"u8) ? "installed" : Encoding.UTF8.GetString(condition);
            return new PackageState(Encoding.UTF8.GetString(version), word, status.StartsWith("hold "u8), essential);
        }

        private static string? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : Encoding.UTF8.GetString(value);
    }
}
