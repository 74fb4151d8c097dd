namespace Mint.Coordinator.Notifications;

/// <summary>A condition as it is remembered: since when, and what was told of it. Times are ticks of UTC.</summary>
internal sealed record Notice
{
    /// <summary>The columns, for a SELECT.</summary>
    public const string Columns =
        "kind AS Kind, subject AS Subject, host AS Host, detail AS Detail, since AS Since, noticed_at AS NoticedAt, told_at AS ToldAt, told AS Told, ended_at AS EndedAt";

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required string Host { get; init; }

    public required string Detail { get; init; }

    public long Since { get; init; }

    /// <summary>When it was first seen.</summary>
    public long NoticedAt { get; init; }

    /// <summary>When a message last spoke of it; null for never.</summary>
    public long? ToldAt { get; init; }

    /// <summary>How many messages spoke of it.</summary>
    public long Told { get; init; }

    /// <summary>When it was over; null while it lasts.</summary>
    public long? EndedAt { get; init; }
}
