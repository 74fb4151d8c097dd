using System.Globalization;
using Mint.Agent.Link.Reports;
using Mint.Core.Ledger;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>The events that the coordinator still has to get: the ledger's, after the last that it acknowledged.</summary>
internal sealed class Outbox
{
    private const int MostEvents = 200;
    private const int MostBytes = 256 * 1024;
    private const int ReadAhead = 20;

    private readonly ILedger ledger;
    private readonly bool open;
    private long acknowledged;

    /// <summary>Takes up where it was left.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="open">Whether there is a coordinator; without one nothing waits for it, and the ledger forgets as usual.</param>
    public Outbox(ILedger ledger, bool open)
    {
        (this.ledger, this.open) = (ledger, open);
        Settle(ledger, open);
        acknowledged = long.TryParse(ledger.ReadFact(LedgerFacts.AcknowledgedSequence), CultureInfo.InvariantCulture, out var known) ? known : 0;
    }

    /// <summary>Names this numbering of events.</summary>
    public string LedgerId => ledger.ReadFact(LedgerFacts.LedgerId) ?? Renumber();

    /// <summary>The newest event's number.</summary>
    public long LastSequence => ledger.ReadLastSequence();

    /// <summary>Up to which event all is acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>How many events wait.</summary>
    public long Count => open ? ledger.CountEventsAfter(Acknowledged) : 0;

    /// <summary>Lets the ledger keep events for the coordinator, or, without one, forget them as usual.</summary>
    public static void Settle(ILedger ledger, bool open)
    {
        if (open != (ledger.ReadFact(LedgerFacts.AcknowledgedSequence) is not null))
        {
            ledger.WriteFact(LedgerFacts.AcknowledgedSequence, open ? Text(0) : null);
        }
    }

    /// <summary>Gives the numbering another name: the numbers that follow were used before.</summary>
    public string Renumber()
    {
        var id = Guid.NewGuid().ToString();
        ledger.WriteFact(LedgerFacts.LedgerId, id);
        return id;
    }

    /// <summary>The events after a number, as many as fit into one message; null when there are none.</summary>
    public Wire.EventBatch? ReadAfter(long sequence)
    {
        var batch = new Wire.EventBatch();
        var bytes = 0;
        while (batch.Events.Count < MostEvents && ledger.ReadEventsAfter(sequence, ReadAhead) is { Count: > 0 } events)
        {
            foreach (var entry in events)
            {
                var wire = LinkMapping.ToWire(entry);
                bytes += wire.CalculateSize();
                if (batch.Events.Count > 0 && bytes > MostBytes)
                {
                    return batch;
                }

                batch.Events.Add(wire);
                sequence = entry.Sequence;
            }
        }

        return batch.Events.Count == 0 ? null : batch;
    }

    /// <summary>The coordinator has everything up to this number on its disk.</summary>
    public void Acknowledge(long sequence)
    {
        if (sequence != Acknowledged)
        {
            ledger.WriteFact(LedgerFacts.AcknowledgedSequence, Text(sequence));
            Interlocked.Exchange(ref acknowledged, sequence);
        }
    }

    private static string Text(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);
}
