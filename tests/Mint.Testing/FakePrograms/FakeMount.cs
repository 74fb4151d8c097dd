using Mint.Core.Hosts;
using Mint.Modules.Mounts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>mount and umount, by fstab and /proc/self/mountinfo.</summary>
internal static class FakeMount
{
    private const string Table = "/proc/self/mountinfo";

    public static void Install(FakeHost host)
    {
        host.Files.WriteText(Table, "1 0 8:1 / / rw,relatime - ext4 /dev/vda1 rw\n");
        host.Programs["mount"] = Mount;
        host.Programs["umount"] = Unmount;
        host.Programs["systemctl"] = (_, _) => new CommandResult("systemctl", 0, "", "");
    }

    private static CommandResult Mount(Command command, FakeHost host)
    {
        var point = command.Arguments[^1];
        if (command.Arguments is ["-o", var options, _])
        {
            Remove(host, point);
            Add(host, point, "tmpfs", "tmpfs", Flags(options));
            return new CommandResult("mount", 0, "", "");
        }

        var entry = (host.Files.ReadText("/etc/fstab") ?? "").Split('\n').Select(FstabEntry.Parse).FirstOrDefault(e => e?.MountPoint == point);
        if (entry is null || !host.Files.Exists(point))
        {
            return new CommandResult("mount", 32, "", $"mount: {point}: can't find in /etc/fstab.");
        }

        Add(host, point, entry.Type, entry.Device, Flags(entry.Options));
        return new CommandResult("mount", 0, "", "");
    }

    private static CommandResult Unmount(Command command, FakeHost host)
    {
        Remove(host, command.Arguments[^1]);
        return new CommandResult("umount", 0, "", "");
    }

    private static string Flags(string options)
    {
        var words = options.Split(',');
        return string.Join(',', [words.Contains("ro") ? "ro" : "rw", .. words.Where(w => w is "noexec" or "nosuid" or "nodev"), "relatime"]);
    }

    private static void Add(FakeHost host, string point, string type, string source, string flags) =>
        host.Files.WriteText(Table, host.Files.ReadText(Table) + $"2 1 0:40 / {point} {flags} - {type} {source} rw\n");

    private static void Remove(FakeHost host, string point) => host.Files.WriteText(
        Table, string.Join('\n', (host.Files.ReadText(Table) ?? "").Split('\n').Where(l => !l.Contains($" / {point} ", StringComparison.Ordinal))));
}
