using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Loop;
using Mint.Core.Applying;
using Mint.Core.Guarding;
using Mint.Core.Planning;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Control;

/// <summary>The one place where our types and the wire's meet.</summary>
internal static class ControlMapping
{
    public static Wire.Commit? ToWire(CommitInfo? commit, DateTimeOffset? appliedAt) => commit is null
        ? null
        : new Wire.Commit
        {
            Id = commit.Id,
            Subject = commit.Subject,
            Author = commit.Author,
            AuthoredAt = Timestamp.FromDateTimeOffset(commit.AuthoredAt),
            SignedBy = commit.SignedBy ?? "",
            Branch = commit.Branch ?? "",
            AppliedAt = ToWire(appliedAt),
        };

    public static Timestamp? ToWire(DateTimeOffset? at) => at is { } time ? Timestamp.FromDateTimeOffset(time) : null;

    public static Wire.Event ToWire(LedgerEvent entry)
    {
        var wire = new Wire.Event
        {
            Sequence = (ulong)entry.Sequence,
            At = Timestamp.FromDateTimeOffset(entry.At),
            Kind = entry.Kind.ToString().ToLowerInvariant(),
            Resource = entry.Resource?.ToString() ?? "",
            Summary = entry.Summary,
            Origin = entry.Origin.ToString(),
            Commit = entry.Commit ?? "",
            Action = entry.Action ?? "",
            Took = entry.Took is { } took ? Duration.FromTimeSpan(took) : null,
            LikelyBy = entry.LikelyBy ?? "",
            FirstSeen = ToWire(entry.FirstSeen),
        };
        wire.Differences.AddRange(entry.Differences.Select(ToWire));
        return wire;
    }

    public static Wire.Difference ToWire(Core.Providers.Difference difference)
    {
        var wire = new Wire.Difference { Attribute = difference.Attribute, Origin = difference.Origin?.ToString() ?? "" };
        if (difference.Before is not null)
        {
            wire.Before = difference.Before;
        }

        if (difference.After is not null)
        {
            wire.After = difference.After;
        }

        return wire;
    }

    public static Wire.ResourceOutcome ToWire(ResourceResult result)
    {
        var wire = new Wire.ResourceOutcome
        {
            Resource = result.Id.ToString(),
            Outcome = result.Outcome.ToString().ToLowerInvariant(),
            Message = result.Message ?? "",
            Origin = result.Origin.ToString(),
            Took = Duration.FromTimeSpan(result.Took),
            FailureKind = result.Failure?.ToString().ToLowerInvariant() ?? "",
        };
        wire.Differences.AddRange(result.Change.Differences.Select(ToWire));
        return wire;
    }

    public static Wire.ResourceOutcome ToWire(Change change)
    {
        var wire = new Wire.ResourceOutcome
        {
            Resource = change.Id.ToString(),
            Outcome = change.Action.ToString().ToLowerInvariant(),
            Message = change.Reason.ToString().ToLowerInvariant(),
            Origin = change.Origin.ToString(),
        };
        wire.Differences.AddRange(change.Differences.Select(ToWire));
        return wire;
    }

    public static Wire.ResourceOutcome ToWire(Hold hold)
    {
        var wire = ToWire(hold.Change);
        wire.Outcome = "held";
        wire.Message = hold.Reason;
        return wire;
    }

    public static Wire.RunFinished ToWire(RunReport report) => new()
    {
        Changed = (uint)report.Changed,
        Failed = (uint)report.Failed,
        Skipped = (uint)report.Skipped,
        Held = (uint)report.Holds.Count,
        Unchanged = (uint)Math.Max(0, report.Examined - report.Changed - report.Failed - report.Skipped - report.Holds.Count),
        Took = Duration.FromTimeSpan(report.Took),
    };

    public static Wire.Pause? ToWire(Core.Ledger.Pause? pause, DateTimeOffset now) => pause is null
        ? null
        : new Wire.Pause
        {
            Who = pause.Who,
            Reason = pause.Reason,
            Since = Timestamp.FromDateTimeOffset(pause.Since),
            Until = Timestamp.FromDateTimeOffset(pause.Until),
            Expired = now >= pause.Until,
        };

    public static Wire.Held ToHeld(Concern concern) => new()
    {
        Resource = concern.Id.ToString(),
        Reason = concern.Message,
        Until = ToWire(concern.Until),
        Origin = concern.Origin,
    };

    public static Wire.ResourceFailure ToFailure(Concern concern) => new()
    {
        Resource = concern.Id.ToString(),
        Message = concern.Message,
        Kind = concern.FailureKind,
        Until = ToWire(concern.Until),
        Origin = concern.Origin,
    };
}
