namespace Mint.Cli.Output;

/// <summary>What a piece of text means. The colours are those of the dashboard; red means that a person must act, and nothing else is red.</summary>
internal enum Tone
{
    /// <summary>As the terminal has it.</summary>
    Plain,

    /// <summary>What the eye shall find first.</summary>
    Strong,

    /// <summary>What is there for reference.</summary>
    Dim,

    /// <summary>As it should be; added.</summary>
    Good,

    /// <summary>Drifted; to be looked at.</summary>
    Warn,

    /// <summary>Failed; removed.</summary>
    Bad,

    /// <summary>On its way; pending.</summary>
    Info,

    /// <summary>Stopped on purpose.</summary>
    Held,
}
