using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>systemd with two services of its own: one that loads kernel modules and one that resolves names.</summary>
internal static class FakeSystemServices
{
    private const string Units = "/usr/lib/systemd/system";
    private const string InForce = "/run/systemd/resolve/fake.conf";

    public static void Install(FakeHost host)
    {
        host.Files.WriteText(
            $"{Units}/systemd-modules-load.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/lib/systemd/systemd-modules-load\n");
        host.Files.WriteText($"{Units}/systemd-resolved.service", "[Service]\nExecStart=/usr/lib/systemd/systemd-resolved\n");
        FakeSystemd.Install(host, new() { ["systemd-resolved.service"] = ReadSettings });
        host.Programs["resolvectl"] = (_, h) => new CommandResult("resolvectl", 0, $"Global: {h.Files.ReadText(InForce)}\n", "");
    }

    private static void ReadSettings(FakeHost host)
    {
        const string folder = "/etc/systemd/resolved.conf.d";
        var texts = (host.Files.Find(folder)?.Children.Keys.ToList() ?? []).Select(name => host.Files.ReadText($"{folder}/{name}"));
        host.Files.WriteText(InForce, string.Concat(texts));
    }
}
