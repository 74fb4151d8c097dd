using System.Globalization;
using System.Text;
using Mint.Core.Hosts;

namespace Mint.Modules.Updates;

/// <summary>The last reboot that was asked for. It is on disk, for whoever asks again is another process, after a boot.</summary>
/// <param name="BootId">The boot that was to end.</param>
/// <param name="At">When.</param>
/// <param name="Kernel">The kernel that was the reason; empty where it was another.</param>
internal sealed record RebootMark(string BootId, DateTimeOffset At, string Kernel)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/var/lib/mint-agent/last-reboot";

    private const string Folder = "/var/lib/mint-agent";

    private static readonly FileAccess Private = new(0, 0, 0x180);

    /// <summary>Reads it; null when there is none, or none that can be understood.</summary>
    public static RebootMark? Read(IHostReader host)
    {
        var lines = Encoding.UTF8.GetString(host.ReadFile(Path) ?? []).Split('\n');
        return lines.Length >= 3 && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new RebootMark(lines[0], DateTimeOffset.FromUnixTimeSeconds(seconds), lines[2])
            : null;
    }

    /// <summary>Writes it.</summary>
    public void Write(IHost host)
    {
        if (host.Stat(Folder) is null)
        {
            host.CreateDirectory(Folder, new FileAccess(0, 0, 0x1E8));
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{BootId}\n{At.ToUnixTimeSeconds()}\n{Kernel}\n");
        host.WriteFile(Path, Encoding.UTF8.GetBytes(text), Private);
    }
}
