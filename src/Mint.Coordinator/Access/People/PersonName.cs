using System.Globalization;

namespace Mint.Coordinator.Access.People;

/// <summary>A name that an identity provider gives to a person: it is logged, stored and shown to others, so it must stay on its line and in its direction.</summary>
internal static class PersonName
{
    private const int Longest = 64;

    /// <summary>The name without what is not seen or turns the text around; empty when nothing is left.</summary>
    public static string Clean(string name)
    {
        var seen = string.Concat(name.EnumerateRunes().Where(IsSeen).Select(r => r.ToString())).Trim();
        return seen.Length <= Longest ? seen : string.Concat(seen.EnumerateRunes().Take(Longest / 2).Select(r => r.ToString())).Trim();
    }

    private static bool IsSeen(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
