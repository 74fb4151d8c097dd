using System.Text;

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

    public static LiveMount? Find(byte[]? content, string mountPoint)
    {
        LiveMount? found = null;
        foreach (var line in Encoding.UTF8.GetString(content ?? []).Split('\n'))
        {
            // id parent major:minor root MOUNT-POINT FLAGS [optional …] - TYPE SOURCE super-options
            var halves = line.Split(" - ", 2);
            var left = halves[0].Split(' ');
            var right = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (left.Length >= 6 && right.Length >= 2 && FstabEntry.Unescape(left[4]) == mountPoint)
            {
                found = new LiveMount(FstabEntry.Unescape(right[1]), right[0], left[5].Split(',').ToHashSet(StringComparer.Ordinal));
            }
        }

        return found;
    }
}
