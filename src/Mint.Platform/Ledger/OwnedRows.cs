using Mint.Core.Ledger;

namespace Mint.Platform.Ledger;

/// <summary>Writes rows of owned resources.</summary>
internal static class OwnedRows
{
    private const string Insert = """
        INSERT INTO owned (id, ownership, spec_hash, spec_json, file, line, column, commit_id, applied_at, position, notifies)
        VALUES ($id, $ownership, $hash, $json, $file, $line, $column, $commit, $applied, $position, $notifies)
        ON CONFLICT (id) DO UPDATE SET
            file = excluded.file, line = excluded.line, column = excluded.column, commit_id = excluded.commit_id,
            position = excluded.position, notifies = excluded.notifies
        """;

    private const string SpecToo = ", spec_hash = excluded.spec_hash, spec_json = excluded.spec_json, applied_at = excluded.applied_at";

    /// <summary>Before the apply: what was last applied stands until another spec is.</summary>
    public static void RecordIntent(LedgerTransaction t, OwnedResource row) =>
        Write(t, Insert, row with { SpecHash = null, SpecJson = null, AppliedAt = null });

    /// <summary>After the apply. How it came into our care never changes.</summary>
    public static void RecordApplied(LedgerTransaction t, OwnedResource row) => Write(t, Insert + SpecToo, row);

    private static void Write(LedgerTransaction t, string sql, OwnedResource row) => t.Run(
        sql,
        ("$id", row.Id.ToString()),
        ("$ownership", (int)row.Ownership),
        ("$hash", row.SpecHash),
        ("$json", row.SpecJson),
        ("$file", row.Origin.File),
        ("$line", row.Origin.Line),
        ("$column", row.Origin.Column),
        ("$commit", row.Commit),
        ("$applied", row.AppliedAt?.UtcTicks),
        ("$position", row.Position),
        ("$notifies", LedgerJson.Write(row.Notifies)));
}
