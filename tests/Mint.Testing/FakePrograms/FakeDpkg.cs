using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// dpkg and dpkg-deb over /var/lib/dpkg/status: as much of them as we, and people at a shell, call. A built package is its control
/// file as text; its postinst fails when it says <c>exit 1</c>.
/// </summary>
internal static class FakeDpkg
{
    private const string StatusFile = "/var/lib/dpkg/status";
    private const string Updates = "/var/lib/dpkg/updates";
    private const string Scripts = "/var/lib/dpkg/info";

    public static void Install(FakeHost host)
    {
        host.Programs["dpkg"] = Dpkg;
        host.Programs["dpkg-deb"] = Build;
    }

    /// <summary>All that dpkg knows, also what only left its configuration files.</summary>
    public static List<DebianStanza> Status(FakeHost host) => DebianStanza.ParseAll(host.Files.ReadText(StatusFile) ?? "");

    /// <summary>A package that is at least unpacked; null when it is not.</summary>
    public static DebianStanza? Installed(FakeHost host, string name) =>
        Status(host).Find(s => s.Package == name && State(s) is not ("config-files" or "not-installed"));

    /// <summary>Whether a run of dpkg was cut off; until it is recovered, apt refuses to work.</summary>
    public static bool IsInterrupted(FakeHost host) => host.Files.Find(Updates)?.Children.Count > 0;

    /// <summary>What is wanted of a package: <c>install</c>, <c>hold</c> …</summary>
    public static string Want(DebianStanza package) => (package["Status"] ?? "").Split(' ')[0];

    /// <summary>Sets what is wanted of a package.</summary>
    public static void SetWant(FakeHost host, string name, string want) => Edit(host, name, s => s["Status"] = $"{want} ok {State(s)}");

    /// <summary>Unpacks a package over whatever version of it is there; a hold is lost, as with the real one.</summary>
    public static void Unpack(FakeHost host, string deb)
    {
        var package = DebianStanza.ParseAll(host.Files.ReadText(deb) ?? throw new InvalidOperationException($"no such package: {deb}"))[0];
        host.Files.WriteText($"{Scripts}/{package.Package}.postinst", package["Postinst"] ?? "");
        package["Postinst"] = null;
        package["Status"] = "install ok unpacked";
        Save(host, [.. Status(host).Where(s => s.Package != package.Package), package]);
    }

    /// <summary>Configures all that is unpacked; gives what dpkg complains of, empty when nothing.</summary>
    public static string Configure(FakeHost host)
    {
        foreach (var name in host.Files.Find(Updates)?.Children.Keys.ToList() ?? [])
        {
            host.Files.Remove($"{Updates}/{name}");
        }

        var complaints = "";
        foreach (var name in Status(host).Where(s => State(s) is "unpacked" or "half-configured").Select(s => s.Package))
        {
            var fails = (host.Files.ReadText($"{Scripts}/{name}.postinst") ?? "").Contains("exit 1", StringComparison.Ordinal);
            Edit(host, name, s => s["Status"] = $"{Want(s)} ok {(fails ? "half-configured" : "installed")}");
            complaints += fails
                ? $"dpkg: error processing package {name} (--configure):\n"
                    + $" installed {name} package post-installation script subprocess returned error exit status 1\n"
                : "";
        }

        return complaints;
    }

    /// <summary>Removes a package; one that has configuration files stays known unless they go too.</summary>
    public static void Remove(FakeHost host, string name, bool purge)
    {
        if (purge || Installed(host, name)?["Conffiles"] is null)
        {
            Save(host, Status(host).Where(s => s.Package != name));
            host.Files.Remove($"{Scripts}/{name}.postinst");
        }
        else
        {
            Edit(host, name, s => s["Status"] = "deinstall ok config-files");
        }
    }

    private static string State(DebianStanza package) => (package["Status"] ?? "").Split(' ')[^1];

    private static CommandResult Dpkg(Command command, FakeHost host)
    {
        switch (command.Arguments.Where(a => !a.StartsWith("--force-", StringComparison.Ordinal)).ToList())
        {
            case ["--configure", "-a"]:
                var complaints = Configure(host);
                return new CommandResult("dpkg", complaints.Length > 0 ? 1 : 0, "", complaints);
            case ["--unpack", var deb]:
                Unpack(host, deb);
                return new CommandResult("dpkg", 0, "", "");
            case ["--install", var deb]:
                Unpack(host, deb);
                var failures = Configure(host);
                return new CommandResult("dpkg", failures.Length > 0 ? 1 : 0, "", failures);
            case ["--remove" or "--purge", var name]:
                Remove(host, name, command.Arguments[0] == "--purge");
                return new CommandResult("dpkg", 0, "", "");
            default:
                return new CommandResult("dpkg", 2, "", $"dpkg: error: unknown option {command}");
        }
    }

    private static CommandResult Build(Command command, FakeHost host)
    {
        if (command.Arguments is not ["--root-owner-group", "--build", var folder, var deb])
        {
            return new CommandResult("dpkg-deb", 2, "", $"dpkg-deb: error: unknown option {command}");
        }

        var package = DebianStanza.ParseAll(host.Files.ReadText($"{folder}/DEBIAN/control") ?? "")[0];
        package["Conffiles"] = host.Files.ReadText($"{folder}/DEBIAN/conffiles")?.Trim();
        package["Postinst"] = host.Files.ReadText($"{folder}/DEBIAN/postinst")?.Trim().Replace('\n', ';');
        host.Files.WriteText(deb, DebianStanza.Format([package]));
        return new CommandResult("dpkg-deb", 0, "", "");
    }

    private static void Edit(FakeHost host, string name, Action<DebianStanza> edit)
    {
        var status = Status(host);
        status.Where(s => s.Package == name).ToList().ForEach(edit);
        Save(host, status);
    }

    private static void Save(FakeHost host, IEnumerable<DebianStanza> status) => host.Files.WriteText(StatusFile, DebianStanza.Format(status));
}
