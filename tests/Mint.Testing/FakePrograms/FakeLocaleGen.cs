using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>locale-gen: makes exactly what /etc/locale.gen lists; locale -a prints what was made, in libc's spelling.</summary>
internal static class FakeLocaleGen
{
    private const string Archive = "/usr/lib/locale/locale-archive";

    public static void Install(FakeHost host)
    {
        host.Programs["locale-gen"] = Generate;
        host.Queries["locale"] = (_, h) => new CommandResult("locale", 0, "C\nC.utf8\nPOSIX\n" + h.Files.ReadText(Archive), "");
    }

    private static CommandResult Generate(Command command, FakeHost host)
    {
        var names = (host.Files.ReadText("/etc/locale.gen") ?? "").Split('\n')
            .Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Select(l => l.Split(' ')[0].Replace(".UTF-8", ".utf8", StringComparison.Ordinal));
        host.Files.WriteText(Archive, string.Concat(names.Select(n => n + "\n")));
        return new CommandResult("locale-gen", 0, "Generating locales\n", "");
    }
}
