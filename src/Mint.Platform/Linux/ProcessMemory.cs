using System.Globalization;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux;

/// <summary>Memory of this process: what the kernel can have back, and who may look at it.</summary>
public static class ProcessMemory
{
    private const string Maps = "/proc/self/maps";

    /// <summary>
    /// Lets the kernel take back what is mapped from files and not written to: mostly code that only the start, or the last large turn, ran.
    /// What is needed again is read again. Only advice: where the kernel does not know it (before Linux 5.4), nothing happens.
    /// </summary>
    public static void PageOutCode()
    {
        foreach (var line in File.ReadLines(Maps))
        {
            if (ReadOnlyFileRange(line) is { } range)
            {
                _ = Libc.AdviseMemory(range.Start, range.Length, Libc.AdvicePageOut);
            }
        }
    }

    /// <summary>Keeps this process's memory, which holds secrets, out of core dumps and from debuggers of others. What it starts is not affected.</summary>
    public static void KeepToOurselves()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Libc.ProcessControl(Libc.SetDumpable, 0, 0, 0, 0);
        }
    }

    /// <summary>Of a line of proc_pid_maps(5): the range, if it is a file's and can't be written; else null.</summary>
    internal static (nuint Start, nuint Length)? ReadOnlyFileRange(string line)
    {
        // 7f12b6000000-7f12b6359000 r-xp 00000000 08:01 1234     /usr/lib/x86_64-linux-gnu/libc.so.6
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6 || !fields[5].TrimStart().StartsWith('/') || !fields[1].StartsWith('r') || fields[1][1] == 'w')
        {
            return null;
        }

        var ends = fields[0].Split('-');
        var (start, end) = (Parse(ends[0]), Parse(ends[1]));
        return (start, end - start);
    }

    private static nuint Parse(string address) => nuint.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
