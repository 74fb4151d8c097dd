namespace Mint.Core.Config;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
public static class Spelling
{
    private const int MaxLength = 64;
    private const int MaxListed = 40;
    private const int MaxCompared = 2000;

    /// <summary>The candidate nearest to a word, or null when none is near enough to be a slip of the fingers.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        var allowed = Math.Max(1, word.Length / 3);
        var near = candidates.Take(MaxCompared)
            .Where(c => c.Length is > 0 and <= MaxLength && Math.Abs(c.Length - word.Length) <= allowed)
            .Select(c => (Candidate: c, Distance: Distance(word, c)))
            .Where(c => c.Distance <= allowed && c.Distance < word.Length)
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Candidate, StringComparer.Ordinal);
        return near.Select(c => c.Candidate).FirstOrDefault();
    }

    /// <summary>A hint for an unknown word: <c>Did you mean 'from'? Known: from, port</c>; null when nothing is known.</summary>
    public static string? Hint(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var all = known.ToList();
        var guess = Nearest(word, all) is { } nearest ? $"Did you mean '{nearest}'? " : "";
        var listed = string.Join(", ", all.Take(MaxListed)) + (all.Count > MaxListed ? ", …" : "");
        return all.Count == 0 ? null : $"{guess}Known: {listed}";
    }

    /// <summary>Damerau-Levenshtein distance: insertions, deletions, replacements and swaps of neighbours; case is ignored.</summary>
    private static int Distance(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
