namespace Mint.Coordinator.Backup;

/// <summary>A table, as the database itself describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Key">Names of the primary key's columns; empty for none.</param>
/// <param name="NumberedBy">The column that the engine numbers; null for none.</param>
/// <param name="RefersTo">Tables that must be filled before.</param>
internal sealed record StoreTable(string Name, IReadOnlyList<StoreColumn> Columns, IReadOnlyList<string> Key, string? NumberedBy, IReadOnlyList<string> RefersTo)
{
    /// <summary>Puts those first that others refer to.</summary>
    public static IReadOnlyList<StoreTable> InOrder(IReadOnlyCollection<StoreTable> tables)
    {
        var ordered = new List<StoreTable>();
        var left = tables.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        while (left.Count > 0)
        {
            var next = left.FirstOrDefault(t => !t.RefersTo.Any(r => r != t.Name && left.Exists(l => l.Name == r)))
                ?? throw new BackupException($"the tables {string.Join(", ", left.Select(t => t.Name))} refer to each other in a circle");
            ordered.Add(next);
            left.Remove(next);
        }

        return ordered;
    }
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record StoreColumn(string Name, ColumnKind Kind);

/// <summary>What a column holds, on every engine.</summary>
internal enum ColumnKind
{
    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers.</summary>
    Real,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>Bytes.</summary>
    Blob,
}
