namespace Mint.Modules.Files;

/// <summary>The rules for paths on a host that people may write: absolute, in normal form, outside of what isn't configuration.</summary>
internal static class HostPath
{
    private const int Longest = 4000;

    private static readonly string[] Kernel = ["/proc", "/sys", "/dev"];
    private static readonly string[] Agent = ["/run/mint-agent", "/run/mint-check", "/var/lib/mint-agent"];

    /// <summary>What is wrong with a file's path, and how to mend it; null when it is fine.</summary>
    public static (string Message, string? Hint)? Fault(string path) => Fault(path, [.. Kernel, .. Agent]);

    /// <summary>The same for a mount point, which may well be one of the kernel's directories (/dev/shm).</summary>
    public static (string Message, string? Hint)? MountPointFault(string path) => Fault(path, Agent);

    /// <summary>The directory that holds a path; <c>/</c> for a path directly below it.</summary>
    public static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>The last part of a path.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether a path is inside a directory, at any depth.</summary>
    public static bool IsUnder(string path, string directory) => path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static (string Message, string? Hint)? Fault(string path, string[] forbidden)
    {
        if (!path.StartsWith('/'))
        {
            return ($"'{Printable(path)}' is not an absolute path", $"write /{Printable(path.TrimStart('.', '/'))}");
        }

        if (path.Length > Longest || path.Any(char.IsControl))
        {
            return ("the path holds control characters or is longer than 4000 characters", null);
        }

        var normal = Normalise(path);
        if (normal is null)
        {
            return ($"'{path}' holds '..'", "write the path without '..'");
        }

        if (normal == "/")
        {
            return ("the root directory can't be managed", null);
        }

        if (normal != path)
        {
            return ($"'{path}' is not in its shortest form", $"write {normal}");
        }

        var area = Array.Find(forbidden, f => path == f || IsUnder(path, f));
        return area is null ? null : ($"nothing under {area} can be managed: it is the kernel's, or the agent's own", null);
    }

    private static string? Normalise(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        return parts.Contains("..") ? null : "/" + string.Join('/', parts);
    }

    private static string Printable(string text) => string.Concat(text.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
