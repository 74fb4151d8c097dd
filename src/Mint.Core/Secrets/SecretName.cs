using System.Text.RegularExpressions;

namespace Mint.Core.Secrets;

/// <summary>What a secret may be called: <c>backup-key</c>, or with one directory <c>acme-01/database</c>.</summary>
public static partial class SecretName
{
    /// <summary>The directory of the config repo that holds all secrets.</summary>
    public const string Directory = "secrets";

    /// <summary>The rule, for a person.</summary>
    public const string Rule = "A name is made of a-z, 0-9, '.', '_' and '-', begins with a letter or digit, and may have one directory: acme-01/database.";

    private const string Extension = ".yaml";
    private const int Longest = 120;

    /// <summary>Whether the name can be one.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= Longest && Pattern().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);
    }

    /// <summary>The secret's file in the config repo.</summary>
    public static string FileOf(string name) => $"{Directory}/{name}{Extension}";

    /// <summary>The secret of a file; null when it is none.</summary>
    public static string? OfFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith(Directory + "/", StringComparison.Ordinal) && path.EndsWith(Extension, StringComparison.Ordinal)
            && path[(Directory.Length + 1)..^Extension.Length] is var name && IsValid(name) ? name : null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
