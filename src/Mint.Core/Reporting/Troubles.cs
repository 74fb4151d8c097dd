using Mint.Core.Applying;
using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Reporting;

/// <summary>When a failed resource is tried again: at once for a new spec, else 30 s, 1 min, 2 min … up to an hour, with jitter.</summary>
internal static class Troubles
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Cap = TimeSpan.FromHours(1);

    public static Trouble After(ResourceResult result, DesiredState desired, Trouble? before, DateTimeOffset now)
    {
        var hash = result.Change.Resource is null ? null : desired.HashOf(result.Id);
        var attempts = before is not null && before.SpecHash == hash ? before.Attempts + 1 : 1;
        var kind = result.Failure ?? FailureKind.Retry;
        return new Trouble(
            result.Id,
            kind,
            result.Message ?? "failed",
            hash,
            attempts,
            attempts > 1 && before is not null ? before.Since : now,
            NextTry(kind, attempts, result.Until, now));
    }

    private static DateTimeOffset? NextTry(FailureKind kind, int attempts, DateTimeOffset? until, DateTimeOffset now) => kind switch
    {
        FailureKind.NeedsPerson => null,
        FailureKind.WaitUntil when until is not null => until,
        _ => now + (Backoff(attempts) * (0.8 + (0.4 * Random.Shared.NextDouble()))),
    };

    private static TimeSpan Backoff(int attempts) =>
        attempts > 8 ? Cap : TimeSpan.FromTicks(Math.Min(Cap.Ticks, First.Ticks << (attempts - 1)));
}
