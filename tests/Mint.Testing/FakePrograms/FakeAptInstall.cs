using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// apt-get install: resolves dependencies and conflicts, refuses what apt refuses without its option, and runs dpkg. As the real one it
/// goes on with a package's name followed by a minus as with a removal, and stops at the first refusal without changing anything.
/// </summary>
internal sealed class FakeAptInstall(FakeHost host, IReadOnlyList<string> words)
{
    private readonly Dictionary<string, DebianStanza> installs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> removals = new(StringComparer.Ordinal);
    private string? refusal;

    public CommandResult Run()
    {
        if (FakeDpkg.IsInterrupted(host) && !words.Contains("-s"))
        {
            return Failed("E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.");
        }

        foreach (var word in words.SkipWhile(w => w != "--").Skip(1))
        {
            Take(word);
        }

        RemoveWhatDependsOnRemovals();
        CheckOptions();
        return refusal is not null ? Failed(refusal) : words.Contains("-s") ? Succeeded(Simulation()) : Change();
    }

    private void Take(string word)
    {
        if (word.EndsWith('-'))
        {
            removals.UnionWith(FakeDpkg.Installed(host, word[..^1]) is null ? [] : [word[..^1]]);
            return;
        }

        var (name, version) = word.Split('=') is [var n, var v] ? (n, v) : (word, null);
        var versions = FakeApt.Versions(host, name);
        if (versions.Count == 0)
        {
            Refuse($"E: Unable to locate package {name}");
        }
        else if (versions.Find(s => version is null || s.Version == version) is { } package)
        {
            Install(package);
        }
        else
        {
            Refuse($"E: Version '{version}' for '{name}' was not found");
        }
    }

    private void Install(DebianStanza package)
    {
        if (!installs.TryAdd(package.Package, package))
        {
            return;
        }

        foreach (var needed in package.Names("Depends").Where(n => FakeDpkg.Installed(host, n) is null && !installs.ContainsKey(n)))
        {
            if (FakeApt.Versions(host, needed) is [var found, ..])
            {
                Install(found);
            }
            else
            {
                Refuse($" {package.Package} : Depends: {needed} but it is not installable\nE: Unable to correct problems, you have held broken packages.");
            }
        }

        foreach (var other in Enemies(package))
        {
            if (installs.ContainsKey(other))
            {
                Refuse($" {package.Package} : Conflicts: {other}\nE: Unable to correct problems, you have held broken packages.");
            }
            else if (FakeDpkg.Installed(host, other) is not null)
            {
                removals.Add(other);
            }
        }
    }

    private IEnumerable<string> Enemies(DebianStanza package) => package.Names("Conflicts").Concat(
        FakeDpkg.Status(host).Concat(installs.Values).Where(s => s.Names("Conflicts").Contains(package.Package)).Select(s => s.Package));

    private void RemoveWhatDependsOnRemovals()
    {
        bool grew;
        do
        {
            var dependents = FakeDpkg.Status(host)
                .Where(s => FakeDpkg.Installed(host, s.Package) is not null && s.Names("Depends").Any(removals.Contains))
                .Select(s => s.Package).ToList();
            grew = !removals.IsSupersetOf(dependents);
            removals.UnionWith(dependents);
        }
        while (grew);
    }

    private void CheckOptions()
    {
        var there = installs.Values.Select(p => (New: p, Old: FakeDpkg.Installed(host, p.Package))).Where(p => p.Old is not null).ToList();
        Demand("--allow-downgrades", there.Exists(p => FakeApt.CompareVersions(p.New.Version, p.Old?.Version ?? "0.0") < 0), "Packages were downgraded");
        var changed = there.Where(p => p.New.Version != p.Old?.Version).Select(p => p.New.Package).Concat(removals);
        var held = changed.Any(n => FakeDpkg.Installed(host, n) is { } s && FakeDpkg.Want(s) == "hold");
        Demand("--allow-change-held-packages", held, "Held packages were changed");
        Demand("--allow-remove-essential", removals.Any(n => FakeDpkg.Installed(host, n)?["Essential"] == "yes"), "Essential packages were removed");
    }

    private void Demand(string option, bool needed, string what)
    {
        if (needed && !words.Contains(option))
        {
            Refuse($"E: {what} and -y was used without {option}.");
        }
    }

    private void Refuse(string why) => refusal ??= why;

    private IEnumerable<DebianStanza> ToUnpack() =>
        installs.Values.Where(p => FakeDpkg.Installed(host, p.Package)?.Version != p.Version || words.Contains("--reinstall"));

    private string Simulation() => string.Concat(
        removals.Select(n => $"{(words.Contains("--purge") ? "Purg" : "Remv")} {n} [{FakeDpkg.Installed(host, n)?.Version}]\n")
            .Concat(ToUnpack().Select(p => Planned(p))));

    private string Planned(DebianStanza package)
    {
        var old = FakeDpkg.Installed(host, package.Package) is { } there ? $" [{there.Version}]" : "";
        var candidate = $"({package.Version} {FakeApt.Origin(host)} [all])";
        return $"Inst {package.Package}{old} {candidate}\nConf {package.Package} {candidate}\n";
    }

    private CommandResult Change()
    {
        var unpack = ToUnpack().ToList();
        foreach (var name in removals)
        {
            FakeDpkg.Remove(host, name, words.Contains("--purge"));
        }

        foreach (var package in unpack)
        {
            FakeDpkg.Unpack(host, package["Filename"] ?? throw new InvalidOperationException($"{package.Package} has no file"));
        }

        var complaints = FakeDpkg.Configure(host);
        return complaints.Length == 0 ? Succeeded("") : Failed(complaints + "E: Sub-process /usr/bin/dpkg returned an error code (1)");
    }

    private static CommandResult Succeeded(string output) => new("apt-get", 0, output, "");

    private static CommandResult Failed(string error) => new("apt-get", 100, "", error);
}
