using Microsoft.Data.Sqlite;
using Mint.Core.Config;

namespace Mint.Platform.Ledger;

/// <summary>Reads the columns of a row.</summary>
internal static class Row
{
    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>Three columns: file, line, column.</summary>
    public static Origin Origin(this SqliteDataReader row, int column) => row.GetString(column) is { Length: > 0 } file
        ? new Origin(file, row.GetInt32(column + 1), row.GetInt32(column + 2))
        : Mint.Core.Config.Origin.None;
}
