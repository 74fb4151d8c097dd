using Mint.Platform.Linux.Files;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Programs;

/// <summary>Finds programs where a root login finds them, whatever environment the agent was started with.</summary>
internal static class ProgramPath
{
    /// <summary>The fixed PATH.</summary>
    public const string Value = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const int Executable = 1;

    /// <summary>Full path of a program; null when it is not installed.</summary>
    public static string? Find(string program) => program.Contains('/')
        ? (IsProgram(program) ? program : null)
        : Value.Split(':').Select(d => $"{d}/{program}").FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) =>
        FileReader.TryStat(path, follow: true, out var stat) && stat.IsRegular && Libc.Access(path, Executable) == 0;
}
