using System.Text.RegularExpressions;

namespace Mint.Core.Config;

/// <summary>The names that hosts and groups may have; they become file names, so nothing in them can leave its directory.</summary>
public static partial class ConfigName
{
    /// <summary>What a name may be, for those who chose another.</summary>
    public const string Rule = "A name is made of a-z, 0-9, '-' and '.', begins and ends with a letter or digit, and has at most 200 characters.";

    /// <summary>Whether this is such a name.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= 200 && !name.Contains("..", StringComparison.Ordinal) && Pattern().IsMatch(name);
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
