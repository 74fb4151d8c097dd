using System.Text.Json;

namespace Mint.Cli.Reports;

/// <summary>One resource: <c>mint show --json</c>.</summary>
/// <param name="Resource">Its id, <c>kind/name</c>.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
/// <param name="Desired">Whether the commit in force wants it.</param>
/// <param name="Owned">Whether the ledger says that it is ours.</param>
/// <param name="Ownership">created or adopted; null when not owned.</param>
/// <param name="Spec">What is wanted, secrets redacted; null when nothing is.</param>
/// <param name="LastAppliedCommit">The commit that was in force when it was last applied.</param>
/// <param name="LastAppliedAt">When it was last applied.</param>
/// <param name="DependsOn">What comes first.</param>
/// <param name="Notifies">What is reloaded when it changes.</param>
/// <param name="CanUndo">Whether <c>mint undo</c> has something to put back.</param>
/// <param name="Events">What happened to it, newest first.</param>
internal sealed record ResourceReport(
    string Resource,
    string? Origin,
    bool Desired,
    bool Owned,
    string? Ownership,
    JsonElement? Spec,
    string? LastAppliedCommit,
    DateTimeOffset? LastAppliedAt,
    IReadOnlyList<string> DependsOn,
    IReadOnlyList<string> Notifies,
    bool CanUndo,
    IReadOnlyList<EventReport> Events);
