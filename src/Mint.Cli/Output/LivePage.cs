namespace Mint.Cli.Output;

/// <summary>
/// A page that is redrawn in place, on the terminal's other screen, so that what was there before comes back at the end. A line is
/// overwritten, never erased first, and a terminal that can shows each drawing at once: nothing flickers.
/// </summary>
internal sealed class LivePage : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[?7h\e[?25h\e[?1049l";
    private const string Begin = "\e[?2026h\e[H";
    private const string End = "\e[J\e[?2026l";
    private const string RestOfLine = "\e[K";

    private readonly Terminal terminal;
    private readonly bool color;
    private bool entered;

    /// <summary>Makes a page that is not shown yet.</summary>
    public LivePage(Terminal terminal, bool color) => (this.terminal, this.color) = (terminal, color);

    /// <summary>Draws the page; what does not fit on the terminal is left out at its end, the last line always stands.</summary>
    /// <param name="page">Prints the page.</param>
    /// <param name="last">Prints the last line.</param>
    public void Draw(Action<Screen> page, Action<Screen> last)
    {
        var (width, height) = terminal.Size();
        var lines = Lines(page, width).Take(Math.Max(1, height - 1)).Concat(Lines(last, width).Take(1));
        terminal.Output.Write((entered ? "" : Enter) + Begin + string.Join("\r\n", lines.Select(l => l + RestOfLine)) + End);
        terminal.Output.Flush();
        entered = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (entered)
        {
            terminal.Output.Write(Leave);
            terminal.Output.Flush();
        }
    }

    private string[] Lines(Action<Screen> print, int width)
    {
        var text = new StringWriter();
        print(new Screen(text, color, width));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
