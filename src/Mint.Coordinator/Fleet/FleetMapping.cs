using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Hosts;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>From rows of the store to what callers get.</summary>
internal static class FleetMapping
{
    /// <summary>A time; null where there is none.</summary>
    public static Timestamp? Time(long? ticks) => ticks is { } at and > 0 ? Timestamp.FromDateTimeOffset(new DateTimeOffset(at, TimeSpan.Zero)) : null;

    /// <summary>A host as lists show it.</summary>
    public static Host ToHost(HostRow row)
    {
        var host = new Host
        {
            Name = row.Name,
            State = row.State,
            Reason = row.Reason,
            Customer = row.Customer,
            Ring = row.Ring,
            Commit = row.CommitId,
            ResourcesOk = (uint)row.Ok,
            ResourcesPending = (uint)row.Pending,
            ResourcesDrifted = (uint)row.Drifted,
            ResourcesHeld = (uint)row.Held,
            ResourcesFailed = (uint)row.Failed,
            Connected = row.ConnectedTo.Length > 0,
            LastSeenAt = Time(row.LastSeenAt),
            AgentVersion = row.AgentVersion,
            StateSince = Time(row.StateSince),
        };
        host.Groups.AddRange(row.Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return host;
    }

    /// <summary>A concern.</summary>
    public static Concern ToConcern(ConcernRow row) => new()
    {
        Resource = row.Resource,
        Condition = row.Condition,
        Message = row.Message,
        Until = Time(row.Until),
        Origin = row.Origin,
        FailureKind = row.FailureKind,
    };

    /// <summary>An event with its host.</summary>
    public static HostEvent ToEvent(EventRow row) => new()
    {
        Id = (ulong)row.Id,
        Host = row.Host,
        Event = Event.Parser.ParseFrom(row.Body),
        ReceivedAt = Time(row.ReceivedAt),
    };

    /// <summary>A resource, with its concern where it has one.</summary>
    public static HostResource ToResource(ResourceReference reference, Concern? concern) => new()
    {
        Resource = reference.Resource,
        Needs = { reference.Needs },
        Origin = reference.Origin,
        ObservedOnly = reference.ObservedOnly,
        Condition = concern?.Condition ?? "ok",
        Message = concern?.Message ?? "",
        Until = concern?.Until,
        FailureKind = concern?.FailureKind ?? "",
    };

    /// <summary>A number as a page token's text.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row of <c>concerns</c>.</summary>
internal sealed record ConcernRow
{
    public const string Columns = "host, resource, condition, message, until, origin, failure_kind, since";

    public required string Host { get; init; }

    public required string Resource { get; init; }

    public required string Condition { get; init; }

    public required string Message { get; init; }

    public long? Until { get; init; }

    public required string Origin { get; init; }

    public required string FailureKind { get; init; }

    public long Since { get; init; }
}

/// <summary>A row of <c>events</c>.</summary>
internal sealed record EventRow
{
    public const string Columns = "e.id, e.host, e.received_at, e.body, COALESCE(h.customer, '') AS customer";

    public long Id { get; init; }

    public required string Host { get; init; }

    public long ReceivedAt { get; init; }

    public required byte[] Body { get; init; }

    public string Customer { get; init; } = "";
}
