namespace Mint.Modules.Packages;

/// <summary>The best guess at what a mistyped name meant.</summary>
internal static class ClosestName
{
    /// <summary>The nearest of the names, when it is at most two edits away (a swap counts as one); else null.</summary>
    public static string? Of(string name, IEnumerable<string> names)
    {
        var best = names
            .Where(n => Math.Abs(n.Length - name.Length) <= 2 && n != name)
            .Select(n => (Name: n, Distance: Distance(name, n)))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= 2 ? best.Name : null;
    }

    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j : Step(d, a, b, i, j);
            }
        }

        return d[a.Length, b.Length];
    }

    private static int Step(int[,] d, string a, string b, int i, int j)
    {
        var least = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
        return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(least, d[i - 2, j - 2] + 1) : least;
    }
}
