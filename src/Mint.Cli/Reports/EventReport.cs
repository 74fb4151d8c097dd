using System.Text.Json.Serialization;

namespace Mint.Cli.Reports;

/// <summary>Something that happened on the host.</summary>
/// <param name="Sequence">Its number in the ledger.</param>
/// <param name="At">When.</param>
/// <param name="Kind">commit, drift, change, failure, hold, pause, resume, undo, security, agent.</param>
/// <param name="Resource">Which resource; null for what concerns the host.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
/// <param name="Commit">The commit in force.</param>
/// <param name="Differences">What differed; secrets redacted.</param>
/// <param name="Action">repaired, observed, held, failed, flapping; null for others.</param>
/// <param name="Took">How long the action took.</param>
/// <param name="LikelyBy">Who was likely at it, best effort.</param>
internal sealed record EventReport(
    ulong Sequence,
    DateTimeOffset At,
    string Kind,
    string? Resource,
    string Summary,
    string? Origin,
    string? Commit,
    IReadOnlyList<DifferenceReport> Differences,
    string? Action,
    [property: JsonPropertyName("took_seconds")] TimeSpan? Took,
    string? LikelyBy);

/// <summary>One attribute that differs.</summary>
/// <param name="Attribute">What: content, mode, version …</param>
/// <param name="Before">What is there; null when absent.</param>
/// <param name="After">What is wanted; null when it shall be gone.</param>
/// <param name="Origin">Its own place in the config repo, where it has one.</param>
internal sealed record DifferenceReport(string Attribute, string? Before, string? After, string? Origin);

/// <summary><c>mint history --json</c>.</summary>
internal sealed record History(IReadOnlyList<EventReport> Events);
