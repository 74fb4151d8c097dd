using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;

namespace Mint.Cli.Watching;

/// <summary>On a terminal: the whole answer as a page that is redrawn in place, with a last line about the link.</summary>
internal sealed class PageView<TAnswer>(Shell shell, bool color, Action<Screen, TAnswer> print) : IWatchView<TAnswer>
    where TAnswer : class
{
    private readonly LivePage page = new(shell.Terminal, color);
    private readonly RelativeTime time = new(shell.Clock);
    private TAnswer? shown;
    private LinkLoss? lost;

    /// <inheritdoc/>
    public void Show(TAnswer answer)
    {
        shown = answer;
        Draw();
    }

    /// <inheritdoc/>
    public void Tick(LinkLoss? loss)
    {
        lost = loss;
        Draw();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        page.Dispose();
        if (shown is not null)
        {
            var screen = new Screen(shell.Terminal.Output, color, shell.Terminal.Size().Width);
            print(screen, shown);
            screen.Flush();
        }
    }

    private void Draw()
    {
        if (shown is { } answer)
        {
            page.Draw(screen => print(screen, answer), PrintLast);
        }
    }

    private void PrintLast(Screen screen)
    {
        if (lost is { } loss)
        {
            screen.Write($"○ link lost {time.Ago(loss.Since)}", Tone.Warn).Line($", trying again: {loss.Reason}", Tone.Dim);
            return;
        }

        screen.Write("● ", Tone.Good).Line($"live · {time.Clock(shell.Clock.GetUtcNow())} · Ctrl-C ends", Tone.Dim);
    }
}
