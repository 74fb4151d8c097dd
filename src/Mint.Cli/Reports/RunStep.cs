using System.Text.Json.Serialization;

namespace Mint.Cli.Reports;

/// <summary>A step of a run, as <c>mint apply --json</c> prints them, one per line; <c>step</c> tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(StartedStep), "started")]
[JsonDerivedType(typeof(ResourceStep), "resource")]
[JsonDerivedType(typeof(FinishedStep), "finished")]
internal abstract record RunStep;

/// <summary>The run begins.</summary>
/// <param name="Host">The host.</param>
/// <param name="Commit">The commit that is applied.</param>
/// <param name="Changes">How many changes are planned.</param>
internal sealed record StartedStep(string Host, CommitReport? Commit, long Changes) : RunStep;

/// <summary>One resource is done with.</summary>
/// <param name="Outcome">What became of it.</param>
internal sealed record ResourceStep(OutcomeReport Outcome) : RunStep;

/// <summary>The run is over.</summary>
internal sealed record FinishedStep(
    long Changed, long Failed, long Skipped, long Held, long Unchanged, [property: JsonPropertyName("took_seconds")] TimeSpan? Took) : RunStep;

/// <summary>What became, or would become, of one resource.</summary>
/// <param name="Resource">Its id.</param>
/// <param name="Outcome">created, updated, deleted, refreshed, disowned, failed, skipped, held.</param>
/// <param name="Message">What was done, or why not.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Differences">What differed.</param>
/// <param name="FailureKind">For a failure: what follows.</param>
internal sealed record OutcomeReport(
    string Resource,
    string Outcome,
    string? Message,
    string? Origin,
    [property: JsonPropertyName("took_seconds")] TimeSpan? Took,
    IReadOnlyList<DifferenceReport> Differences,
    string? FailureKind);

/// <summary><c>mint resume --json</c>.</summary>
/// <param name="Resumed">Whether the host is enforced again.</param>
/// <param name="Plan">What changes, or would change.</param>
internal sealed record ResumeReport(bool Resumed, IReadOnlyList<OutcomeReport> Plan);

/// <summary>What a command did, where one sentence says it: <c>mint undo --json</c>.</summary>
internal sealed record DoneReport(string Summary);

/// <summary>Why a command failed, with <c>--json</c>.</summary>
internal sealed record ErrorReport(string Error, string? Hint);
