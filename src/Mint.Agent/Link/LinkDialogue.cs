using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Link.Reports;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>
/// What is to be said next on one stream, and what the coordinator's answers change. One report is under way at a time, since the next one
/// builds on what the coordinator has stored; of events, a few batches. Safe for one who asks and one who answers.
/// </summary>
internal sealed class LinkDialogue(Outbox outbox, HostReporter reporter, IReadOnlyList<ILinkVoice> voices, LinkTiming timing, TimeProvider time)
{
    private const int MostBatches = 4;

    private readonly Lock gate = new();
    private readonly Queue<(long Last, DateTimeOffset SentAt)> batches = new();
    private HostSnapshot? stored;
    private HostSnapshot? offered;
    private (HostSnapshot Snapshot, DateTimeOffset SentAt)? underWay;
    private bool wholeWanted;
    private long sent;

    /// <summary>The first message: who calls, and where both stand.</summary>
    public Wire.Hello Begin(string machineId, string acceptedCommit)
    {
        offered = reporter.Take();
        return new Wire.Hello
        {
            Protocol = 1,
            LedgerId = outbox.LedgerId,
            MachineId = machineId,
            LastSequence = (ulong)outbox.LastSequence,
            AcceptedCommit = acceptedCommit,
            StateHash = offered.Hash,
            SentAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            AgentVersion = AgentVersion.Text,
        };
    }

    /// <summary>Takes in where the coordinator stands.</summary>
    /// <exception cref="LinkException">It has events of this ledger that the ledger does not have.</exception>
    public void Take(Wire.Welcome welcome)
    {
        if (welcome.AcknowledgedSequence > (ulong)outbox.LastSequence)
        {
            outbox.Renumber();
            throw new LinkException("the coordinator knows later events than the ledger has, so an older ledger was put back here; its events are numbered anew");
        }

        outbox.Acknowledge((long)welcome.AcknowledgedSequence);
        lock (gate)
        {
            sent = outbox.Acknowledged;
            stored = welcome.StateKnown ? offered : null;
            wholeWanted = !welcome.StateKnown;
        }
    }

    /// <summary>Events up to a number are on the coordinator's disk. Never believed for more than was sent.</summary>
    public void Take(Wire.EventAcknowledgement acknowledgement)
    {
        lock (gate)
        {
            var last = (long)Math.Min(acknowledgement.Sequence, (ulong)sent);
            while (batches.TryPeek(out var batch) && batch.Last <= last)
            {
                batches.Dequeue();
            }

            if (last > outbox.Acknowledged)
            {
                outbox.Acknowledge(last);
            }
        }
    }

    /// <summary>A report is on the coordinator's disk.</summary>
    public void Take(Wire.ReportAcknowledgement acknowledgement)
    {
        lock (gate)
        {
            if (underWay?.Snapshot is { } snapshot && snapshot.Hash == acknowledgement.StateHash)
            {
                (stored, underWay) = (snapshot, null);
            }
        }
    }

    /// <summary>The coordinator wants the whole state, whatever was sent before.</summary>
    public void WantWhole()
    {
        lock (gate)
        {
            (wholeWanted, underWay) = (true, null);
        }
    }

    /// <summary>What is to be sent now; null for nothing. What it gives counts as sent.</summary>
    public Wire.ConnectRequest? Next()
    {
        lock (gate)
        {
            return NextReport() ?? NextBatch() ?? voices.Select(v => v.Next()).FirstOrDefault(m => m is not null);
        }
    }

    /// <summary>Says that this host is still there.</summary>
    public Wire.ConnectRequest Heartbeat()
    {
        lock (gate)
        {
            return new Wire.ConnectRequest
            {
                Heartbeat = new Wire.Heartbeat
                {
                    StateHash = (underWay?.Snapshot ?? stored)?.Hash ?? "",
                    SentAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
                    Outbox = (ulong)outbox.Count,
                },
            };
        }
    }

    /// <summary>Whether the coordinator has left something unanswered for too long.</summary>
    public bool IsUnanswered
    {
        get
        {
            lock (gate)
            {
                var oldest = time.GetUtcNow() - timing.Patience;
                return underWay?.SentAt < oldest || (batches.TryPeek(out var batch) && batch.SentAt < oldest);
            }
        }
    }

    private Wire.ConnectRequest? NextReport()
    {
        if (underWay is not null)
        {
            return null;
        }

        var now = reporter.Take();
        var since = wholeWanted ? null : stored;
        if (since?.Hash == now.Hash)
        {
            return null;
        }

        (underWay, wholeWanted) = ((now, time.GetUtcNow()), false);
        return since is null
            ? new Wire.ConnectRequest { FullReport = now.Whole() }
            : new Wire.ConnectRequest { ReportDelta = now.Since(since) };
    }

    private Wire.ConnectRequest? NextBatch()
    {
        if (batches.Count >= MostBatches || outbox.ReadAfter(sent) is not { } batch)
        {
            return null;
        }

        sent = (long)batch.Events[^1].Sequence;
        batches.Enqueue((sent, time.GetUtcNow()));
        return new Wire.ConnectRequest { EventBatch = batch };
    }
}
