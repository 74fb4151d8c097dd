namespace Mint.Modules.Ssh;

/// <summary>The patterns of sshd_config: a star for any text, a question mark for one character.</summary>
internal static class Pattern
{
    /// <summary>Whether a text is of the pattern's form.</summary>
    public static bool Matches(string pattern, string text)
    {
        // Linear in memory and at worst pattern times text in time: a star only ever goes back to the last one.
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*')))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
