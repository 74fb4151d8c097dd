namespace Mint.Cli.Output;

/// <summary>A piece of one line.</summary>
/// <param name="Text">As it came; made printable by the screen.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>Most cells are plain text.</summary>
    public static implicit operator Cell(string? text) => new(text ?? "");
}
