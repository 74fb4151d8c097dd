using System.Globalization;

namespace Mint.Core.Config;

/// <summary>
/// Stands in for secrets while <c>${…}</c> is filled in, which goes by text. A mark is a number between two NULs, which no text of the
/// config repo may hold.
/// </summary>
internal sealed class SecretMarks
{
    private const char Edge = '\0';
    private readonly List<string> names = [];

    /// <summary>Whether a mark is in the text.</summary>
    public static bool IsIn(string text) => text.Contains(Edge, StringComparison.Ordinal);

    /// <summary>The mark of a secret.</summary>
    public string Leave(string name)
    {
        names.Add(name);
        return string.Create(CultureInfo.InvariantCulture, $"{Edge}{names.Count - 1}{Edge}");
    }

    /// <summary>The text's pieces: what stands between marks, and the secrets that the marks stand for.</summary>
    public IReadOnlyList<SecretPart> Split(string text) =>
    [
        .. text.Split(Edge)
            .Select((piece, index) => index % 2 == 0 ? new SecretPart(piece, IsSecret: false) : new SecretPart(names[int.Parse(piece, CultureInfo.InvariantCulture)], IsSecret: true))
            .Where(part => part.IsSecret || part.Text.Length > 0),
    ];
}
