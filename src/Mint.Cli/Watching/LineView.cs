using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Watching;

/// <summary>Into a pipe or a file: a line, or a JSON document, for each item that is new or has changed. What concerns the link goes to standard error.</summary>
internal sealed class LineView<TAnswer, TItem>(Shell shell, Screen screen, Screen errors, bool json, Watched<TAnswer, TItem> watched) : IWatchView<TAnswer>
{
    private readonly RelativeTime time = new(shell.Clock);
    private Dictionary<string, string>? told;
    private LinkLoss? lost;

    /// <inheritdoc/>
    public void Show(TAnswer answer)
    {
        var before = told;
        told = [];
        foreach (var item in watched.Items(answer))
        {
            var (key, text) = (watched.Key(item), watched.Told(item));
            told[key] = text;
            if (before is null ? !watched.FromNow : !before.TryGetValue(key, out var earlier) || earlier != text)
            {
                Tell(item);
            }
        }

        if (watched.TellsRemoved && before is not null)
        {
            TellRemoved(before.Keys.Except(told.Keys));
        }

        screen.Flush();
    }

    /// <inheritdoc/>
    public void Tick(LinkLoss? loss)
    {
        if (lost is null && loss is not null)
        {
            errors.Write("○ ", Tone.Warn).Line($"link lost {time.Ago(loss.Since)}, trying again: {loss.Reason}").Flush();
        }
        else if (lost is { } earlier && loss is null)
        {
            errors.Write("● ", Tone.Good).Line($"link is back after {Wording.Duration(shell.Clock.GetUtcNow() - earlier.Since)}").Flush();
        }

        lost = loss;
    }

    /// <inheritdoc/>
    public void Dispose() => screen.Flush();

    private void Tell(TItem item)
    {
        if (json)
        {
            shell.PrintJsonLine(item, watched.Json);
        }
        else
        {
            watched.Line(screen, item);
        }
    }

    private void TellRemoved(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (json)
            {
                shell.PrintJsonLine(new RemovedReport(key), ReportsJson.Line.RemovedReport);
            }
            else
            {
                screen.Write(time.Clock(shell.Clock.GetUtcNow()), Tone.Dim).Write("  ").Line($"– {key} is no longer in this list", Tone.Dim);
            }
        }
    }
}
