using Mint.Core.Reporting;

namespace Mint.Platform.Ledger;

/// <summary>Writes rows of the history.</summary>
internal static class EventRows
{
    /// <summary>Appends one; its number is the highest plus one.</summary>
    public static void Add(LedgerTransaction t, LedgerEvent told) => t.Run(
        """
        INSERT INTO events (at, kind, summary, resource, file, line, column, commit_id, differences, action, first_seen, took, likely_by)
        VALUES ($at, $kind, $summary, $resource, $file, $line, $column, $commit, $differences, $action, $seen, $took, $likely)
        """,
        ("$at", told.At.UtcTicks),
        ("$kind", (int)told.Kind),
        ("$summary", told.Summary),
        ("$resource", told.Resource?.ToString()),
        ("$file", told.Origin.File),
        ("$line", told.Origin.Line),
        ("$column", told.Origin.Column),
        ("$commit", told.Commit),
        ("$differences", LedgerJson.Write(told.Differences)),
        ("$action", told.Action),
        ("$seen", told.FirstSeen?.UtcTicks),
        ("$took", told.Took?.Ticks),
        ("$likely", told.LikelyBy));
}
