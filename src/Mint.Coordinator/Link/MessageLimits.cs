using System.Text;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>
/// What an agent may send. It is root on its own host and may be in anybody's hands: whatever is larger or other than an honest agent's
/// messages ends the stream, before anything is stored.
/// </summary>
internal static class MessageLimits
{
    /// <summary>Resources of one host.</summary>
    public const int MostResources = 50_000;

    /// <summary>Resources of one host that are not as desired; each is a row of the store.</summary>
    public const int MostConcerns = 5_000;

    private const int MostNeeds = 100;
    private const int MostEvents = 1_000;
    private const int MostWarnings = 100;
    private const int LongReason = 1_000;
    private const int LongOrigin = 4_096;
    // PostgreSQL's indexes take rows of some 2,700 bytes, and not more.
    private const int NameBytes = 1_000;
    private const int LongText = 16_384;
    private const int LargeEvent = 256 * 1024;
    private const int LargeMesh = 512 * 1024;
    // In base 64 it goes to other coordinators in one signal.
    private const int LargeKnocks = 4_500;

    private static readonly HashSet<string> States = ["converged", "pending", "drifted", "held", "failed", "paused", "starting"];
    private static readonly HashSet<string> Conditions = ["pending", "drifted", "held", "failed"];
    private static readonly HashSet<string> Kinds = ["commit", "drift", "change", "failure", "hold", "person", "pause", "resume", "undo", "security", "agent"];

    /// <summary>What is wrong with a message; null when nothing is.</summary>
    public static string? Fault(ConnectRequest message) => message.MessageCase switch
    {
        ConnectRequest.MessageOneofCase.Hello => Fault(message.Hello),
        ConnectRequest.MessageOneofCase.FullReport => Fault(message.FullReport.Summary) ?? Fault(message.FullReport.Resources, message.FullReport.Concerns) ?? Hash(message.FullReport.StateHash),
        ConnectRequest.MessageOneofCase.ReportDelta => Fault(message.ReportDelta),
        ConnectRequest.MessageOneofCase.EventBatch => Fault(message.EventBatch),
        ConnectRequest.MessageOneofCase.Heartbeat => Hash(message.Heartbeat.StateHash),
        ConnectRequest.MessageOneofCase.CertificateRequest => message.CertificateRequest.Csr.Length is 0 or > 8_192 ? "a certificate request has 1 to 8192 bytes" : null,
        ConnectRequest.MessageOneofCase.TurnRequest => Text(message.TurnRequest.Reason, LongReason),
        ConnectRequest.MessageOneofCase.PeerFacts => Fault(message.PeerFacts),
        ConnectRequest.MessageOneofCase.KnockResult => message.KnockResult.CalculateSize() > LargeKnocks ? "the result of knocking is too large" : Text(message.KnockResult.Id, 64),
        ConnectRequest.MessageOneofCase.MeshReport => Fault(message.MeshReport),
        _ => null,
    };

    private static string? Fault(SignedPeerFacts signed) =>
        signed.Facts.Length is 0 or > 16_384 ? "facts for peers have 1 to 16384 bytes"
        : signed.Signature.Length is 0 or > 256 || signed.Chain.Count is 0 or > 4 || signed.Chain.Any(c => c.Length is 0 or > 8_192) ? "facts for peers come with a signature and its certificates"
        : null;

    private static string? Fault(MeshReport report) =>
        report.CalculateSize() > LargeMesh ? "the report of the networks is too large"
        : report.Networks.Count > 64 || report.Networks.Sum(n => n.Peers.Count) > 2_000 ? "more than 64 networks or 2000 peers"
        : report.Networks.SelectMany(n => n.Peers.SelectMany(p => new[] { p.Host, p.PublicKey, p.Endpoint, p.State }).Append(n.Network).Append(n.PublicKey)).Select(t => Text(t, 255)).FirstOrDefault(f => f is not null)
        ?? report.Networks.SelectMany(n => n.Peers).Select(p => p.LastHandshake is null || IsMoment(p.LastHandshake) ? p.State is "fresh" or "idle" or "stale" or "never" ? null : "a peer's state is none" : "a time is out of range")
            .FirstOrDefault(f => f is not null);

    private static string? Fault(Hello hello) =>
        hello.Protocol != 1 ? $"this coordinator speaks version 1 of the protocol, not {hello.Protocol}"
        : hello.LedgerId.Length is 0 or > 64 ? "a ledger's id has 1 to 64 characters"
        : hello.MachineId.Length is 0 or > 128 ? "a machine's id has 1 to 128 characters"
        : hello.LastSequence > long.MaxValue ? "the last sequence is out of range"
        : hello.AgentVersion.Length == 0 ? "the agent's version is missing"
        : Text(hello.LedgerId, 64) ?? Text(hello.MachineId, 128) ?? Text(hello.AgentVersion, 64) ?? Commit(hello.AcceptedCommit) ?? Hash(hello.StateHash) ?? (hello.SentAt is null ? "the agent's clock is missing" : Time(hello.SentAt));

    private static string? Fault(ReportDelta delta) =>
        Fault(delta.Summary) ?? Fault(delta.Resources, delta.Concerns) ?? Hash(delta.BaseHash) ?? Hash(delta.StateHash)
        ?? (delta.RemovedResources.Count > MostResources || delta.EndedConcerns.Count > MostResources ? $"more than {MostResources} resources" : null)
        ?? delta.RemovedResources.Concat(delta.EndedConcerns).Select(Name).FirstOrDefault(f => f is not null);

    private static string? Fault(HostSummary? summary) => summary is null ? "the summary is missing"
        : !States.Contains(summary.State) ? $"'{Short(summary.State)}' is not the state of a host"
        : summary.Warnings.Count > MostWarnings ? $"more than {MostWarnings} warnings"
        : summary.CalculateSize() > LargeEvent ? "the summary is too large"
        : Commit(summary.Commit?.Id ?? "") ?? Commit(summary.AcceptedCommit) ?? Commit(summary.RefusedCommit) ?? Commit(summary.WaitingCommit)
        ?? Texts(summary) ?? Times(summary) ?? Counts(summary);

    // The size of all was looked at.
    private static string? Texts(HostSummary summary) =>
        new[]
        {
            summary.RefusedReason, summary.WaitingReason, summary.AgentVersion, summary.Release, summary.Pause?.Who, summary.Pause?.Reason,
            summary.Commit?.Subject, summary.Commit?.Author, summary.Commit?.SignedBy, summary.Commit?.Branch,
        }
        .Concat(summary.Warnings).Select(text => Text(text ?? "", LargeEvent)).FirstOrDefault(f => f is not null);

    private static string? Times(HostSummary summary) =>
        new[] { summary.Pause?.Since, summary.Pause?.Until, summary.Commit?.AuthoredAt, summary.Commit?.AppliedAt, summary.StartedAt }.All(IsMoment)
        && IsSpan(summary.AppliedIn) && IsSpan(summary.ObserveEvery)
            ? null
            : "a time is out of range";

    private static string? Counts(HostSummary summary) =>
        new[] { summary.ResourcesOk, summary.ResourcesPending, summary.ResourcesDrifted, summary.ResourcesHeld, summary.ResourcesFailed }.Any(n => n > MostResources)
            ? $"more than {MostResources} resources"
            : null;

    private static string? Fault(RepeatedField<ResourceReference> resources, RepeatedField<Concern> concerns) =>
        resources.Count > MostResources ? $"more than {MostResources} resources"
        : concerns.Count > MostConcerns ? $"more than {MostConcerns} resources that are not as desired"
        : resources.Select(Fault).FirstOrDefault(f => f is not null)
        ?? concerns.Select(Fault).FirstOrDefault(f => f is not null);

    private static string? Fault(ResourceReference resource) =>
        resource.Needs.Count > MostNeeds ? $"a resource needs more than {MostNeeds} others"
        : Name(resource.Resource) ?? Text(resource.Origin, LongOrigin) ?? resource.Needs.Select(Name).FirstOrDefault(f => f is not null);

    private static string? Fault(Concern concern) =>
        !Conditions.Contains(concern.Condition) ? $"'{Short(concern.Condition)}' is not the condition of a resource"
        : Name(concern.Resource) ?? Text(concern.Message, LongText) ?? Text(concern.Origin, LongOrigin) ?? Text(concern.FailureKind, 64) ?? Time(concern.Until);

    private static string? Fault(EventBatch batch)
    {
        if (batch.Events.Count is 0 or > MostEvents)
        {
            return $"a batch has 1 to {MostEvents} events";
        }

        ulong before = 0;
        foreach (var each in batch.Events)
        {
            if (each.Sequence <= before || each.Sequence > long.MaxValue)
            {
                return "the events of a batch are numbered upwards";
            }

            before = each.Sequence;
            if (Fault(each) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Fault(Event told) =>
        !Kinds.Contains(told.Kind) ? $"'{Short(told.Kind)}' is not a kind of event that agents tell"
        : told.At is null ? "an event without a time"
        : told.CalculateSize() > LargeEvent ? "an event is too large"
        : !IsMoment(told.FirstSeen) || !IsSpan(told.Took) ? "a time is out of range"
        : Time(told.At) ?? Text(told.Resource, LongOrigin) ?? Text(told.Summary, LongText) ?? Text(told.Action, 64) ?? Commit(told.Commit);

    private static string? Commit(string id) =>
        id.Length == 0 || (id.Length is 40 or 64 && id.All(char.IsAsciiHexDigitLower)) ? null : "a commit's id is not hexadecimal";

    private static string? Hash(string hash) => Text(hash, 128);

    private static string? Name(string text) =>
        text.Length == 0 ? "a name is missing" : Encoding.UTF8.GetByteCount(text) > NameBytes ? $"a name has more than {NameBytes} bytes" : Text(text, NameBytes);

    // NUL ends text in PostgreSQL; a lone surrogate can't get here, for protobuf refuses what is not UTF-8.
    private static string? Text(string text, int most) =>
        text.Length > most ? $"a text has more than {most} characters" : text.Contains('\0', StringComparison.Ordinal) ? "a text holds a NUL" : null;

    private static string? Time(Timestamp? time) =>
        time is null || (time.Seconds is > 0 and < 32_503_680_000 && time.Nanos is >= 0 and < 1_000_000_000) ? null : "a time is out of range";

    // What protobuf says that these may hold; with anything else they can't be read, nor written as JSON.
    private static bool IsMoment(Timestamp? time) =>
        time is null || (time.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && time.Nanos is >= 0 and < 1_000_000_000);

    private static bool IsSpan(Duration? span) =>
        span is null || (span.Seconds is >= -315_576_000_000 and <= 315_576_000_000 && span.Nanos is > -1_000_000_000 and < 1_000_000_000
            && (span.Seconds == 0 || span.Nanos == 0 || span.Seconds > 0 == span.Nanos > 0));

    private static string Short(string text) => text.Length > 40 ? text[..40] : text;
}
