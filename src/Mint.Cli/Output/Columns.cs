using Spectre.Console;

namespace Mint.Cli.Output;

/// <summary>
/// Prints rows whose columns line up; on a narrow terminal the last column wraps within itself. Where even that does not fit, because
/// a name is too long or the terminal too narrow, rows are printed as plain lines: nothing is ever left out.
/// </summary>
internal static class Columns
{
    private const int Gap = 3;
    private const int LeastForLast = 16;

    /// <summary>Prints the rows. A missing last cell is empty.</summary>
    public static void Print(this Screen screen, IReadOnlyList<Cell[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (!Fits(rows, screen.Width))
        {
            PrintLines(screen, rows);
            return;
        }

        var grid = new Grid { Expand = false };
        var count = rows.Max(r => r.Length);
        for (var i = 0; i < count; i++)
        {
            var column = new GridColumn { Padding = new Padding(0, 0, i < count - 1 ? Gap : 0, 0) };
            grid.AddColumn(i < count - 1 ? column.NoWrap() : column);
        }

        foreach (var row in rows)
        {
            var cells = row.Concat(Enumerable.Repeat(default(Cell), count - row.Length)).ToArray();
            grid.AddRow([.. cells.Select(c => new Text(Printable.Of(c.Text ?? ""), StyleOf(c.Tone)))]);
        }

        screen.Raw(Render(grid, screen));
    }

    private static bool Fits(IReadOnlyList<Cell[]> rows, int width)
    {
        var count = rows.Max(r => r.Length);
        int Widest(int column) => rows.Max(r => column < r.Length ? Printable.Of(r[column].Text ?? "").Length : 0);
        var fixedPart = Enumerable.Range(0, count - 1).Sum(c => Widest(c) + Gap);
        return width - fixedPart >= Math.Min(LeastForLast, Widest(count - 1));
    }

    private static void PrintLines(Screen screen, IReadOnlyList<Cell[]> rows)
    {
        screen.EnsureLineStart();
        foreach (var row in rows)
        {
            var between = "";
            foreach (var cell in row.Where(c => !string.IsNullOrEmpty(c.Text)))
            {
                screen.Write(between).Write(cell.Text, cell.Tone);
                between = new string(' ', Gap);
            }

            screen.Line();
        }
    }

    // Spectre fills each row to the grid's width; lines that end in blanks are a nuisance in a pipe.
    private static string Render(Grid grid, Screen screen)
    {
        var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = screen.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = screen.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = screen.Width;
        console.Write(grid);
        return string.Concat(text.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd() + "\n"));
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Plain => Style.Plain,
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Dim => new Style(decoration: Decoration.Dim),
        Tone.Good => new Style(Color.Green),
        Tone.Warn => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Maroon),
        Tone.Info => new Style(Color.Teal),
        _ => new Style(Color.Purple),
    };
}
