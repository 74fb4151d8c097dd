namespace Mint.Cli;

/// <summary>A command can't go on, for a reason that a person can act on. Caught in one place, by <see cref="MintCommand"/>.</summary>
internal sealed class CommandException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="message">One sentence: what is wrong.</param>
    /// <param name="hint">What to do about it; null when the message says it all.</param>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    public CommandException(string message, string? hint = null, int exitCode = ExitCodes.Error)
        : base(message) => (Hint, ExitCode) = (hint, exitCode);

    /// <summary>What to do about it.</summary>
    public string? Hint { get; }

    /// <summary>Whether the same may well succeed in a while, with nobody doing anything.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether what was named is not there.</summary>
    public bool IsNotFound { get; init; }

    /// <summary>What the process exits with.</summary>
    public int ExitCode { get; }
}
