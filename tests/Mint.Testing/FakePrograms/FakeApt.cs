using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// apt-get, apt-cache and apt-mark over dpkg's status and the package lists. They have no network: of the sources only flat
/// repositories below <c>file:</c> are fetched.
/// </summary>
internal static class FakeApt
{
    private const string Lists = "/var/lib/apt/lists";

    public static void Install(FakeHost host)
    {
        FakeDpkg.Install(host);
        host.Programs["apt-get"] = Get;
        host.Queries["apt-get"] = (query, queried) => Get(new Command(query.Program, query.Arguments), queried);
        host.Programs["apt-cache"] = Cache;
        host.Programs["apt-mark"] = Mark;
    }

    /// <summary>All versions of a package that the lists know, newest first.</summary>
    public static List<DebianStanza> Versions(FakeHost host, string name) =>
        [.. Known(host).Where(s => s.Package == name).OrderByDescending(s => s.Version, Comparer<string>.Create(CompareVersions))];

    /// <summary>As <c>dpkg --compare-versions</c> does for dotted numbers, which is all that a fake repository has.</summary>
    public static int CompareVersions(string a, string b) => Version.Parse(a).CompareTo(Version.Parse(b));

    private static CommandResult Get(Command command, FakeHost host)
    {
        var words = command.Arguments.ToList();
        for (var at = words.IndexOf("-o"); at >= 0; at = words.IndexOf("-o"))
        {
            words.RemoveRange(at, 2);
        }

        return words.Contains("update") ? Update(host)
            : words.Contains("upgrade") || words.Contains("dist-upgrade") ? FakeAptUpgrade.Simulate(host, mayRemove: words.Contains("dist-upgrade"))
            : words.Contains("install") ? new FakeAptInstall(host, words).Run()
            : new CommandResult("apt-get", 100, "", $"E: Invalid operation {command}");
    }

    private static CommandResult Update(FakeHost host)
    {
        var complaints = "";
        foreach (var folder in Sources(host))
        {
            if (host.Files.ReadText($"{folder}/Packages") is { } list)
            {
                // A real list keeps the file names as they are and remembers the source beside it.
                var resolved = list.Replace("Filename: ./", $"Filename: {folder}/", StringComparison.Ordinal);
                host.Files.WriteText($"{Lists}/{folder.Replace('/', '_')}_._Packages", resolved);
                host.Files.WriteText($"{Lists}/{folder.Replace('/', '_')}_._Release", host.Files.ReadText($"{folder}/Release") ?? "");
            }
            else
            {
                complaints += $"E: The repository 'file:{folder} ./ Release' does not have a Release file.\n";
            }
        }

        host.Files.MakeDirectory(Lists).ModifiedAt = host.Now;
        return new CommandResult("apt-get", complaints.Length > 0 ? 100 : 0, "Reading package lists...\n", complaints);
    }

    /// <summary>Where packages are from, as the real one prints it; the fake has one repository at a time.</summary>
    public static string Origin(FakeHost host)
    {
        var release = (host.Files.Find(Lists)?.Children.Keys.ToList() ?? []).Where(n => n.EndsWith("_Release", StringComparison.Ordinal))
            .SelectMany(n => (host.Files.ReadText($"{Lists}/{n}") ?? "").Split('\n'))
            .Select(l => l.Split(": ", 2))
            .Where(f => f.Length == 2)
            .ToLookup(f => f[0], f => f[1]);
        return release["Label"].Any() ? $"{release["Label"].First()}:12/{release["Suite"].First()}" : "localhost";
    }

    private static IEnumerable<string> Sources(FakeHost host) =>
        from name in host.Files.Find("/etc/apt/sources.list.d")?.Children.Keys.ToList() ?? []
        where name.EndsWith(".list", StringComparison.Ordinal)
        from line in (host.Files.ReadText($"/etc/apt/sources.list.d/{name}") ?? "").Split('\n')
        from word in line.Split(' ')
        where word.StartsWith("file:", StringComparison.Ordinal)
        select word["file:".Length..];

    private static List<DebianStanza> Known(FakeHost host) =>
    [
        .. (host.Files.Find(Lists)?.Children.Keys.ToList() ?? []).Where(n => n.EndsWith("_Packages", StringComparison.Ordinal))
            .SelectMany(n => DebianStanza.ParseAll(host.Files.ReadText($"{Lists}/{n}") ?? "")),
    ];

    private static CommandResult Cache(Command command, FakeHost host)
    {
        string[] arguments = [.. command.Arguments];
        return arguments switch
        {
            ["policy", "--", .. var names] => new CommandResult("apt-cache", 0, string.Concat(names.Select(n => Policy(host, n))), ""),
            ["pkgnames", "--", var start] => new CommandResult("apt-cache", 0, string.Concat(NamesFrom(host, start).Select(n => n + "\n")), ""),
            _ => new CommandResult("apt-cache", 100, "", $"E: Invalid operation {command}"),
        };
    }

    private static IEnumerable<string> NamesFrom(FakeHost host, string start) =>
        Known(host).Select(s => s.Package).Where(n => n.StartsWith(start, StringComparison.Ordinal)).Distinct();

    private static string Policy(FakeHost host, string name)
    {
        var installed = FakeDpkg.Installed(host, name)?.Version;
        var versions = Versions(host, name).Select(s => s.Version).ToList();
        return versions.Count == 0 && installed is null
            ? ""
            : $"{name}:\n  Installed: {installed ?? "(none)"}\n  Candidate: {versions.FirstOrDefault() ?? installed}\n  Version table:\n"
                + string.Concat(versions.Select(v => $" {(v == installed ? "***" : "   ")} {v} 500\n        500 file:/repository ./ Packages\n"));
    }

    private static CommandResult Mark(Command command, FakeHost host)
    {
        foreach (var name in command.Arguments.Skip(1))
        {
            if (FakeDpkg.Installed(host, name) is null)
            {
                return new CommandResult("apt-mark", 100, "", "E: No packages found");
            }

            FakeDpkg.SetWant(host, name, command.Arguments[0] == "hold" ? "hold" : "install");
        }

        return new CommandResult("apt-mark", 0, "", "");
    }
}
