using Mint.Core.Ledger;
using Mint.Core.Reporting;

namespace Mint.Platform.Ledger;

/// <summary>Writes rows of the history.</summary>
internal static class EventRows
{
    /// <summary>The columns of a row, in the order in which they are read.</summary>
    public const string Columns = "sequence, at, kind, summary, resource, file, line, column, commit_id, differences, action, first_seen, took, likely_by";

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

    /// <summary>Drops what is beyond the bound and nobody waits for: all that is old, or, with a coordinator, what it has acknowledged.</summary>
    public static void Prune(LedgerTransaction t, int bound) => t.Run(
        """
        DELETE FROM events WHERE sequence <= (SELECT max(sequence) FROM events) - $bound
            AND sequence <= coalesce((SELECT CAST(value AS INTEGER) FROM facts WHERE name = $fact), sequence)
        """,
        ("$bound", bound),
        ("$fact", LedgerFacts.AcknowledgedSequence));

    /// <summary>Drops the oldest events that a later one repeats word for word. An event of its own is never dropped.</summary>
    /// <param name="t">The transaction.</param>
    /// <param name="acknowledged">Only those after this one.</param>
    /// <param name="most">At most so many.</param>
    /// <returns>How many.</returns>
    public static int FoldRepeats(LedgerTransaction t, long acknowledged, long most) => t.Run(
        """
        DELETE FROM events WHERE sequence IN (
            SELECT sequence FROM (
                SELECT sequence, row_number() OVER (PARTITION BY kind, resource, action, summary, differences ORDER BY sequence DESC) AS later
                FROM events WHERE sequence > $after)
            WHERE later > 1 ORDER BY sequence LIMIT $most)
        """,
        ("$after", acknowledged),
        ("$most", most));
}
