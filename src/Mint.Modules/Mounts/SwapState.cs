using System.Globalization;
using System.Text;
using Mint.Core.Hosts;

namespace Mint.Modules.Mounts;

/// <summary>A swap area as it is.</summary>
/// <param name="Options">What fstab says; null when it is not listed.</param>
/// <param name="Priority">The kernel's priority for it; null when it is not in use.</param>
/// <param name="FileSize">Bytes of the swap file; null when there is none, and for a partition.</param>
internal sealed record SwapState(string? Options, int? Priority, long? FileSize)
{
    /// <summary>Looks; null when the area is neither listed nor in use. A file alone proves nothing: it may be anybody's.</summary>
    public static SwapState? Read(string name, IHostReader host)
    {
        var entry = Fstab.Find(host, e => IsOurs(e, name));
        var priority = PriorityOf(DeviceLink.Resolve(name, host), host);
        return entry is null && priority is null
            ? null
            : new SwapState(entry?.Options, priority, host.Stat(name) is { Type: FileType.File } file ? file.Size : null);
    }

    public static bool IsOurs(FstabEntry entry, string name) => entry.Device == name && entry.Type == "swap";

    // Filename Type Size Used Priority
    private static int? PriorityOf(string device, IHostReader host) => Encoding.UTF8.GetString(host.ReadFile("/proc/swaps") ?? [])
        .Split('\n')
        .Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Where(f => f.Length == 5 && FstabEntry.Unescape(f[0]) == device)
        .Select(f => int.TryParse(f[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority : (int?)0)
        .FirstOrDefault();
}
