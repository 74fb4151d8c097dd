namespace Mint.Cli.Output;

/// <summary>
/// The one way text reaches a person. Everything written is made printable first, so no caller can forget it; styles are
/// added here and only where colour is on.
/// </summary>
internal sealed class Screen(TextWriter writer, bool color, int width)
{
    private bool atLineStart = true;

    /// <summary>Whether styles are written.</summary>
    public bool Color { get; } = color;

    /// <summary>Columns to use; very large where the output is not a terminal, so that nothing is cut or wrapped.</summary>
    public int Width { get; } = width;

    /// <summary>Writes a piece of the current line. Line ends in the text are shown, not obeyed.</summary>
    public Screen Write(string text, Tone tone = Tone.Plain)
    {
        var safe = Printable.Of(text);
        if (safe.Length > 0)
        {
            writer.Write(Color ? Styled(safe, tone) : safe);
            atLineStart = false;
        }

        return this;
    }

    /// <summary>Writes one piece and ends the line.</summary>
    public Screen Line(string text = "", Tone tone = Tone.Plain)
    {
        Write(text, tone);
        writer.Write('\n');
        atLineStart = true;
        return this;
    }

    /// <summary>Writes pieces and ends the line.</summary>
    public Screen Line(params IEnumerable<Cell> cells)
    {
        foreach (var cell in cells)
        {
            Write(cell.Text, cell.Tone);
        }

        return Line();
    }

    /// <summary>Ends the current line if something stands on it.</summary>
    public Screen EnsureLineStart() => atLineStart ? this : Line();

    /// <summary>Writes whole lines that were made printable and styled already.</summary>
    internal void Raw(string lines)
    {
        EnsureLineStart();
        writer.Write(lines);
    }

    /// <summary>Hands everything to the terminal or pipe.</summary>
    public void Flush() => writer.Flush();

    /// <summary>The text with the escape codes of its tone.</summary>
    internal static string Styled(string safe, Tone tone) => tone switch
    {
        Tone.Plain => safe,
        Tone.Strong => $"\e[1m{safe}\e[0m",
        Tone.Dim => $"\e[2m{safe}\e[0m",
        Tone.Good => $"\e[32m{safe}\e[0m",
        Tone.Warn => $"\e[33m{safe}\e[0m",
        Tone.Bad => $"\e[31m{safe}\e[0m",
        Tone.Info => $"\e[36m{safe}\e[0m",
        _ => $"\e[35m{safe}\e[0m",
    };
}
