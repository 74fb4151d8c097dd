using Mint.Core.Providers;

namespace Mint.Core.Hosts;

/// <summary>How a program ended.</summary>
/// <param name="Program">Its name, for messages.</param>
/// <param name="ExitCode">0 is success; 127 when the program is not installed.</param>
/// <param name="Output">Standard output, at most 16 MiB.</param>
/// <param name="Error">Standard error, at most 1 MiB.</param>
public sealed record CommandResult(string Program, int ExitCode, string Output, string Error)
{
    /// <summary>Exit code of a program that is not installed, as a shell gives it.</summary>
    public const int NotFound = 127;

    /// <summary>Whether the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The result itself, or a failure that names the program and the end of what it printed.</summary>
    /// <param name="kind">What follows from a failure.</param>
    /// <exception cref="ResourceException">The exit code is not 0.</exception>
    public CommandResult EnsureSuccess(FailureKind kind = FailureKind.Retry) =>
        Succeeded ? this : throw new ResourceException(kind, Explain());

    private string Explain()
    {
        if (ExitCode == NotFound)
        {
            return $"{Program} is not installed";
        }

        var text = Error.Trim().Length > 0 ? Error.Trim() : Output.Trim();
        return $"{Program} exited with {ExitCode}: {(text.Length <= 600 ? text : "…" + text[^600..])}";
    }
}
