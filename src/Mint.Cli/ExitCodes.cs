namespace Mint.Cli;

/// <summary>What <c>mint</c> exits with. Documented in docs/cli.md; scripts rely on it.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Ok = 0;

    /// <summary>Something failed; the last lines say what.</summary>
    public const int Error = 1;

    /// <summary>A plan holds changes.</summary>
    public const int Changes = 2;

    /// <summary>The fleet needs a person.</summary>
    public const int NeedsPerson = 2;

    /// <summary>The command line itself is wrong (EX_USAGE of sysexits.h), so that it is never taken for an answer.</summary>
    public const int Usage = 64;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Interrupted = 130;
}
