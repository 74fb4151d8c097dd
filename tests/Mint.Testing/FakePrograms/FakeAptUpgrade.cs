using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>apt-get -s upgrade and dist-upgrade: the newest version of all that is installed and not held, with or without what removes something.</summary>
internal static class FakeAptUpgrade
{
    public static CommandResult Simulate(FakeHost host, bool mayRemove)
    {
        var wanted = FakeDpkg.Status(host)
            .Where(s => FakeDpkg.Installed(host, s.Package) is not null && FakeDpkg.Want(s) != "hold")
            .Select(s => (s.Package, Old: s.Version, New: FakeApt.Versions(host, s.Package).FirstOrDefault()?.Version))
            .Where(u => u.New is not null && FakeApt.CompareVersions(u.New, u.Old) > 0)
            .Select(u => $"{u.Package}={u.New}")
            .Where(u => mayRemove || TakesNothingAway(host, u))
            .ToList();
        return Install(host, wanted);
    }

    private static bool TakesNothingAway(FakeHost host, string upgrade) =>
        Install(host, [upgrade]) is { Succeeded: true } result && !result.Output.Contains("Remv ", StringComparison.Ordinal);

    private static CommandResult Install(FakeHost host, IReadOnlyList<string> upgrades) =>
        new FakeAptInstall(host, ["-s", "install", "--", .. upgrades]).Run();
}
