using System.Data.Common;
using Mint.Coordinator.Events;

namespace Mint.Coordinator.Access;

/// <summary>Raises security events without letting whoever causes them fill the store: one a minute for each cause, and a bound for all together.</summary>
internal sealed partial class SecurityAlarms(EventLog events, TimeProvider time, ILogger<SecurityAlarms> logger)
{
    private const int MostInAMinute = 60;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> raised = [];
    private long untold;

    /// <summary>Raises one, unless the same was raised within the last minute; those that are passed over are counted in the next one.</summary>
    /// <param name="cause">What makes it the same: a host's name or an address.</param>
    /// <param name="host">The host; empty for none that is known.</param>
    /// <param name="action">One word.</param>
    /// <param name="summary">What, one sentence.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task RaiseAsync(string cause, string host, string action, string summary, CancellationToken ct)
    {
        if (!MayTell($"{action}\n{cause}"))
        {
            Interlocked.Increment(ref untold);
            return;
        }

        var before = Interlocked.Exchange(ref untold, 0);
        try
        {
            await events.SecurityAsync(host, action, before == 0 ? summary : $"{summary} ({before} more tries were not told one by one)", ct);
        }
        catch (DbException away)
        {
            // What is refused stays refused; the log has it.
            LogUnstored(action, away.Message);
        }
    }

    /// <summary>Tells the log alone, as seldom: of what is refused, and mostly is no attack.</summary>
    /// <param name="cause">What makes it the same: an address.</param>
    /// <param name="action">One word.</param>
    /// <param name="summary">What, one sentence.</param>
    public void Note(string cause, string action, string summary)
    {
        if (MayTell($"{action}\n{cause}"))
        {
            LogNote(action, summary);
        }
    }

    private bool MayTell(string what)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (old, at) in raised)
            {
                if (now >= at + Quiet)
                {
                    raised.Remove(old);
                }
            }

            return raised.Count < MostInAMinute && raised.TryAdd(what, now);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused: {Action}: {Summary}")]
    private partial void LogNote(string action, string summary);

    [LoggerMessage(Level = LogLevel.Error, Message = "The security event '{Action}' could not be stored: {Reason}")]
    private partial void LogUnstored(string action, string reason);
}
