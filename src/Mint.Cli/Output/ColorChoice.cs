namespace Mint.Cli.Output;

/// <summary>When to colour.</summary>
internal enum ColorChoice
{
    /// <summary>On a terminal, unless NO_COLOR is set.</summary>
    Auto,

    /// <summary>Into a pipe, too.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}
