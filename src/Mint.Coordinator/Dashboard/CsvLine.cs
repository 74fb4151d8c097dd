namespace Mint.Coordinator.Dashboard;

/// <summary>A line of a CSV file (RFC 4180) that no spreadsheet takes for a formula, whatever hosts and commits said.</summary>
internal static class CsvLine
{
    // The wide forms are read as the narrow ones by some.
    private const string Beginnings = "=+-@\t\r\n＝＋－＠";

    /// <summary>The line with its end.</summary>
    public static string Of(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    // Each cell in quotes: none of what is in it can end it.
    private static string Cell(string text)
    {
        var harmless = text.Length > 0 && Beginnings.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
