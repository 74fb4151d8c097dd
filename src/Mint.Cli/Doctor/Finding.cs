namespace Mint.Cli.Doctor;

/// <summary>What a check found.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but will bite.</summary>
    Warning,

    /// <summary>Keeps the agent from its work.</summary>
    Failure,

    /// <summary>Could not be told, or does not apply.</summary>
    Unknown,
}

/// <summary>The result of one check.</summary>
/// <param name="Verdict">How bad.</param>
/// <param name="Message">What was found, one sentence.</param>
/// <param name="Mend">How to mend it; null when there is nothing to mend.</param>
internal sealed record Finding(Verdict Verdict, string Message, string? Mend = null)
{
    /// <summary>All is well.</summary>
    public static Finding Ok(string message) => new(Verdict.Ok, message);

    /// <summary>It will bite.</summary>
    public static Finding Warn(string message, string mend) => new(Verdict.Warning, message, mend);

    /// <summary>It keeps the agent from its work.</summary>
    public static Finding Fail(string message, string mend) => new(Verdict.Failure, message, mend);

    /// <summary>Could not be told.</summary>
    public static Finding Unknown(string message, string? mend = null) => new(Verdict.Unknown, message, mend);
}
