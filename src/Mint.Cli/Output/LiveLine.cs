namespace Mint.Cli.Output;

/// <summary>A line with a spinner that is redrawn in place; on anything but a terminal it does nothing.</summary>
internal sealed class LiveLine : IDisposable
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const string EraseLine = "\r\e[2K";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly TextWriter writer;
    private readonly TimeProvider clock;
    private readonly ITimer? timer;
    private string? text;
    private long shownSince;
    private int frame;

    /// <summary>Makes a line that is not shown yet.</summary>
    public LiveLine(Terminal terminal, TimeProvider clock)
    {
        (writer, this.clock) = (terminal.Output, clock);
        if (terminal.OutputIsTerminal)
        {
            timer = clock.CreateTimer(_ => Draw(), null, Interval, Interval);
        }
    }

    /// <summary>Shows a text until <see cref="Clear"/>.</summary>
    public void Show(string value)
    {
        lock (gate)
        {
            (text, shownSince) = (Printable.Of(value), clock.GetTimestamp());
        }
    }

    /// <summary>Takes the line away, so that something else can be printed.</summary>
    public void Clear()
    {
        lock (gate)
        {
            if (timer is not null && text is not null)
            {
                writer.Write(EraseLine);
            }

            text = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer?.Dispose();
        Clear();
    }

    private void Draw()
    {
        lock (gate)
        {
            if (text is not null)
            {
                frame = (frame + 1) % Frames.Length;
                writer.Write($"{EraseLine}  {Frames[frame]} {text} · {clock.GetElapsedTime(shownSince).TotalSeconds:0} s");
                writer.Flush();
            }
        }
    }
}
