namespace Mint.LabTests.Hosts;

/// <summary>How a command on a host ended.</summary>
public sealed record Outcome(string Command, long ExitCode, string Output, string Error)
{
    /// <summary>Standard output of a command that must have succeeded.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message holds all it said.</exception>
    public string Succeeded() => ExitCode == 0 ? Output : throw new InvalidOperationException(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"$ {Command}\n{Output}{Error}(exit {ExitCode})";
}
