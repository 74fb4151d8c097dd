using System.Text;
using Mint.Modules.Files;

namespace Mint.Modules.Mounts;

/// <summary>Something that is mounted.</summary>
/// <param name="Source">Device, share or name.</param>
/// <param name="Type">File system type.</param>
/// <param name="Flags">Options of the mount itself: rw, noexec …</param>
internal sealed record LiveMount(string Source, string Type, IReadOnlySet<string> Flags);

/// <summary>A parsed /proc/self/mountinfo; of several mounts over one point the uppermost is kept.</summary>
internal static class MountTable
{
    public const string Path = "/proc/self/mountinfo";

    public static LiveMount? Find(byte[]? content, string mountPoint) => Lines(content).LastOrDefault(l => l.Point == mountPoint).Mount;

    /// <summary>A mount point that is a directory or lies in it; null when there is none.</summary>
    public static string? PointIn(byte[]? content, string directory) =>
        Lines(content).Select(l => l.Point).FirstOrDefault(p => p == directory || HostPath.IsUnder(p, directory));

    private static IEnumerable<(string Point, LiveMount Mount)> Lines(byte[]? content)
    {
        foreach (var line in Encoding.UTF8.GetString(content ?? []).Split('\n'))
        {
            // id parent major:minor root MOUNT-POINT FLAGS [optional …] - TYPE SOURCE super-options
            var halves = line.Split(" - ", 2);
            var left = halves[0].Split(' ');
            var right = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (left.Length >= 6 && right.Length >= 2)
            {
                var flags = left[5].Split(',').ToHashSet(StringComparer.Ordinal);
                yield return (FstabEntry.Unescape(left[4]), new LiveMount(FstabEntry.Unescape(right[1]), right[0], flags));
            }
        }
    }
}
