using System.Globalization;
using Mint.Core.Ledger;
using Mint.Core.Reporting;

namespace Mint.Platform.Ledger;

/// <summary>
/// Keeps a coordinator's long absence from filling the disk: when very many events wait for it, the oldest that a later one repeats word for
/// word are dropped, and an event says so. Events that happened once are kept, however many.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="database">Its file.</param>
/// <param name="most">How many events may wait before repeats are folded.</param>
internal sealed class RepeatFolding(ILedgerReader ledger, LedgerDatabase database, int most)
{
    // Finding repeats reads all that wait, so it is tried once in a while, and makes room for more than one event.
    private readonly int stride = Math.Max(1, most / 20);
    private long nextTry;

    /// <summary>Called before events are recorded.</summary>
    /// <param name="now">When the last of them happened.</param>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written; nothing was dropped.</exception>
    public void MakeRoom(DateTimeOffset now)
    {
        var last = ledger.ReadLastSequence();
        if (last < most || last < nextTry || !long.TryParse(ledger.ReadFact(LedgerFacts.AcknowledgedSequence), CultureInfo.InvariantCulture, out var acknowledged))
        {
            return;
        }

        var waiting = ledger.CountEventsAfter(acknowledged);
        if (waiting <= most)
        {
            nextTry = last + (most - waiting);
            return;
        }

        nextTry = last + stride;
        database.Write(t =>
        {
            if (EventRows.FoldRepeats(t, acknowledged, waiting - most + stride) is > 0 and var folded)
            {
                EventRows.Add(t, new LedgerEvent(now, EventKind.Agent, $"{folded} events were dropped, each of which a later one repeats: the coordinator has not taken any for long")
                {
                    Action = "folded",
                });
            }
        });
    }
}
