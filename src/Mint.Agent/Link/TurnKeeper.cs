using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Loop;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>
/// This host's turn for work that must not happen on several hosts at once. It asks the coordinator when nothing but the turn is missing, keeps
/// what is granted over restarts, and gives it back when the host is well again. A host without a coordinator always has its turn; one whose
/// coordinator is away waits.
/// </summary>
internal sealed partial class TurnKeeper(LinkState link, HostBoard board, ILedger ledger, WakeQueue queue, TimeProvider time, ILogger<TurnKeeper> logger) : ITurns, ILinkVoice
{
    private const int LongestReason = 500;
    private const int MostNamed = 5;

    private readonly Lock gate = new();
    private TurnFact fact = TurnFact.Read(ledger);
    private string? answer;
    private bool told = true;

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public TurnStanding Standing
    {
        get
        {
            lock (gate)
            {
                return link.Coordinator is null || fact.IsMine(time.GetUtcNow()) ? TurnStanding.Mine : TurnStanding.Waits(WhyNot());
            }
        }
    }

    /// <summary>Takes in what a run found, after the board did.</summary>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void Review(RunReport report)
    {
        if (link.Coordinator is null)
        {
            return;
        }

        lock (gate)
        {
            Move(Next(report));
        }
    }

    /// <summary>A stream began: the coordinator may not know what was said on the last one.</summary>
    public void Connected()
    {
        lock (gate)
        {
            // Whether a turn that is over was used well is not known before everything was looked at.
            told = fact.Stage == TurnStage.None || (fact.Stage == TurnStage.Granted && !fact.IsMine(time.GetUtcNow()));
            answer = null;
        }
    }

    /// <inheritdoc/>
    public Wire.ConnectRequest? Next()
    {
        lock (gate)
        {
            if (told)
            {
                return null;
            }

            told = true;
            return new Wire.ConnectRequest
            {
                TurnRequest = new Wire.TurnRequest { Wanted = fact.Stage == TurnStage.Asked, Held = fact.Stage == TurnStage.Granted, Reason = fact.Stage == TurnStage.Asked ? Purpose() : "" },
            };
        }
    }

    /// <summary>The coordinator says how this host's turn stands.</summary>
    /// <exception cref="Core.Providers.ResourceException">The ledger can't be written.</exception>
    public void Take(Wire.TurnGrant grant)
    {
        lock (gate)
        {
            if (grant.Granted)
            {
                TakeGrant(grant.Lasts);
            }
            else if (fact.Stage == TurnStage.Returning && grant.Over)
            {
                Move(TurnFact.None);
            }
            else if (fact.IsMine(time.GetUtcNow()))
            {
                LogLost(CommitMessage.Printable(grant.Reason, LongestReason));
                Keep(fact with { Until = time.GetUtcNow() });
                queue.Add(new Wake { ObserveAll = true });
            }
            else if (fact.Stage == TurnStage.Asked && !grant.Over)
            {
                Hear(CommitMessage.Printable(grant.Reason, LongestReason));
            }
        }
    }

    private void TakeGrant(Duration? lasts)
    {
        var until = time.GetUtcNow().AddSeconds(Math.Clamp(lasts?.Seconds ?? 0, 0, (long)TurnFact.Longest.TotalSeconds));
        if (fact.Stage == TurnStage.Asked && until > time.GetUtcNow())
        {
            Keep(new TurnFact(TurnStage.Granted, until));
            LogGranted(until);
            queue.Add(new Wake { ObserveAll = true });
        }
        else if (fact.Stage == TurnStage.None)
        {
            Move(new TurnFact(TurnStage.Returning)); // it came after nothing was wanted any more
        }
    }

    // The reason is shown with what waits, so what waits is looked at again.
    private void Hear(string reason)
    {
        if (answer != reason)
        {
            answer = reason;
            queue.Add(new Wake { Touched = board.WaitingForTurn.ToHashSet() });
        }
    }

    private TurnFact Next(RunReport report)
    {
        var ready = board.WaitingForTurn.Count > 0 && !Fails;
        return fact.Stage switch
        {
            TurnStage.None when ready => new TurnFact(TurnStage.Asked),
            TurnStage.Asked when !ready => new TurnFact(TurnStage.Returning),
            TurnStage.Returning when ready => new TurnFact(TurnStage.Asked),
            TurnStage.Granted when IsDone(report) => new TurnFact(TurnStage.Returning),
            TurnStage.Granted when ready && !fact.IsMine(time.GetUtcNow()) => new TurnFact(TurnStage.Asked),
            _ => fact,
        };
    }

    private bool Fails => board.Count(Condition.Failed) > 0;

    // What was done in this very run may only just begin, as a reboot does; and a person who paused the host is still at work on it.
    private bool IsDone(RunReport report) =>
        report is { Request.Only: null, Interrupted: false }
        && !report.Results.Any(r => r.Change.TakesTurn)
        && !Fails && board.WaitingForTurn.Count == 0
        && ledger.ReadPause() is null;

    private void Move(TurnFact next)
    {
        if (next == fact)
        {
            return;
        }

        Keep(next);
        told = next.Stage == TurnStage.None;
        answer = null;
        if (!told)
        {
            LogStage(next.Stage);
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private void Keep(TurnFact next)
    {
        next.Write(ledger);
        fact = next;
    }

    private string WhyNot() => fact.Stage switch
    {
        TurnStage.Asked when answer is { Length: > 0 } reason => $"waits for its turn: {reason}",
        _ when !link.Standing.Up => "waits for its turn, which the coordinator grants; it can't be reached",
        TurnStage.Asked => "waits for its turn; the coordinator was asked and has not answered (one of an older version never does)",
        _ when Fails => "waits for its turn, which is asked for once nothing fails here any more",
        _ => "waits for its turn; the coordinator is asked next",
    };

    private string Purpose()
    {
        var waiting = board.WaitingForTurn;
        var named = string.Join(", ", waiting.Take(MostNamed));
        return CommitMessage.Printable(waiting.Count > MostNamed ? $"{named} and {waiting.Count - MostNamed} more" : named, LongestReason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "It is this host's turn until {Until:u}")]
    private partial void LogGranted(DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This host's turn was ended: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "This host's turn: {Stage}")]
    private partial void LogStage(TurnStage stage);
}
