using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace Mint.Coordinator.Backup;

/// <summary>A row as a line of JSON: an object with every column; bytes are base64.</summary>
internal static class RowJson
{
    /// <summary>Writes the row a reader stands at, with the columns in the table's order.</summary>
    public static void Write(Utf8JsonWriter json, DbDataReader row, StoreTable table)
    {
        json.WriteStartObject();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            json.WritePropertyName(table.Columns[i].Name);
            WriteValue(json, row.GetValue(i), table.Columns[i].Kind);
        }

        json.WriteEndObject();
    }

    /// <summary>A value of a line, for a column.</summary>
    /// <exception cref="FormatException">It is of another kind than the column.</exception>
    public static object Read(JsonElement value, StoreColumn column, Catalogue catalogue)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Null ? DBNull.Value : column.Kind switch
            {
                ColumnKind.Integer => value.GetInt64(),
                ColumnKind.Real => value.GetDouble(),
                ColumnKind.Boolean => value.GetBoolean(),
                ColumnKind.Blob => value.GetBytesFromBase64(),
                _ => catalogue.Fit(value.GetString() ?? ""),
            };
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{column.Name} is no {column.Kind.ToString().ToLowerInvariant()}");
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value, ColumnKind kind)
    {
        if (value is DBNull)
        {
            json.WriteNullValue();
            return;
        }

        switch (kind)
        {
            case ColumnKind.Integer:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Real:
                json.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Boolean:
                json.WriteBooleanValue(Convert.ToBoolean(value, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Blob:
                json.WriteBase64StringValue((byte[])value);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
