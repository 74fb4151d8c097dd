using Mint.Core.Hosts;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>A process of a service that still runs code of a file that was replaced.</summary>
/// <param name="Process">Its directory in <c>/proc</c>.</param>
/// <param name="Started">When it started, in the kernel's own ticks: it tells a process from a later one of the same number.</param>
/// <param name="Unit">The service it belongs to.</param>
/// <param name="File">One of the replaced files.</param>
internal sealed record StaleProcess(string Process, string Started, string Unit, string File);

/// <summary>
/// Finds services that still run code of files that were replaced: what is mapped to be executed, and has no name any more. Code
/// comes with packages, so all processes are only looked at again when dpkg's status changed; in between it is only looked
/// whether those that were found are still there.
/// </summary>
internal sealed class StaleServices
{
    private const string Gone = " (deleted)";

    private static readonly string[] CodeFolders = ["/usr/", "/lib", "/bin/", "/sbin/", "/opt/"];

    private readonly IReadOnlyList<StaleProcess> processes;

    private StaleServices(IHostReader host) => processes = [.. ProcessFile.Processes(host).Select(p => Look(p, host)).OfType<StaleProcess>()];

    /// <summary>Units by name, each with one of the replaced files that it runs.</summary>
    public static IReadOnlyDictionary<string, string> Find(IHostReader host) =>
        host.Parse(DpkgStatus.Path, _ => new StaleServices(host)).processes
            .Where(p => Started(p.Process, host) == p.Started)
            .GroupBy(p => p.Unit, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().File, StringComparer.Ordinal);

    private static StaleProcess? Look(string process, IHostReader host) =>
        Unit(ProcessFile.Read(host, process, "cgroup")) is { } unit && Replaced(ProcessFile.Read(host, process, "maps")) is { } file
            ? new StaleProcess(process, Started(process, host), unit, file)
            : null;

    /// <summary>The service of a process: the last part of its control group below the system's slice. Containers and sessions have none.</summary>
    private static string? Unit(string groups)
    {
        foreach (var line in groups.Split('\n'))
        {
            if (line.Contains("/system.slice/", StringComparison.Ordinal) && line.EndsWith(".service", StringComparison.Ordinal))
            {
                return line[(line.LastIndexOf('/') + 1)..];
            }
        }

        return null;
    }

    /// <summary>Lines read <c>7f00-7f01 r-xp 00000000 08:01 1234   /usr/lib/libssl.so.3 (deleted)</c>.</summary>
    private static string? Replaced(string maps)
    {
        foreach (var line in maps.AsSpan().EnumerateLines())
        {
            var slash = line.IndexOf('/');
            if (slash > 0 && line.EndsWith(Gone, StringComparison.Ordinal) && line[..slash].Contains("xp ", StringComparison.Ordinal))
            {
                var file = line[slash..^Gone.Length];
                foreach (var folder in CodeFolders)
                {
                    if (file.StartsWith(folder, StringComparison.Ordinal))
                    {
                        return file.ToString();
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Field 22 of <c>stat</c>, counted from behind the command's name, which may hold anything.</summary>
    private static string Started(string process, IHostReader host)
    {
        var stat = ProcessFile.Read(host, process, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 ? fields[19] : "";
    }
}
