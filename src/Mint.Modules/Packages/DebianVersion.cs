namespace Mint.Modules.Packages;

/// <summary>Debian's order of versions, as <c>dpkg --compare-versions</c> has it: epoch, upstream version, revision.</summary>
internal sealed class DebianVersion : IComparer<string>
{
    private DebianVersion()
    {
    }

    /// <summary>The order.</summary>
    public static DebianVersion Order { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (a, b) = (Split(x ?? ""), Split(y ?? ""));
        return CompareNumbers(a.Epoch, b.Epoch) is not 0 and var byEpoch ? byEpoch
            : ComparePart(a.Upstream, b.Upstream) is not 0 and var byUpstream ? byUpstream
            : ComparePart(a.Revision, b.Revision);
    }

    private static (string Epoch, string Upstream, string Revision) Split(string version)
    {
        var colon = version.IndexOf(':', StringComparison.Ordinal);
        var (epoch, rest) = colon < 0 ? ("", version) : (version[..colon], version[(colon + 1)..]);
        var dash = rest.LastIndexOf('-');
        return dash < 0 ? (epoch, rest, "") : (epoch, rest[..dash], rest[(dash + 1)..]);
    }

    /// <summary>Runs of non-digits and of digits take turns.</summary>
    private static int ComparePart(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (!a.IsEmpty || !b.IsEmpty)
        {
            if (CompareText(Take(ref a, digits: false), Take(ref b, digits: false)) is not 0 and var byText)
            {
                return byText;
            }

            if (CompareNumbers(Take(ref a, digits: true), Take(ref b, digits: true)) is not 0 and var byNumber)
            {
                return byNumber;
            }
        }

        return 0;
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, bool digits)
    {
        var end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == digits)
        {
            end++;
        }

        var taken = text[..end];
        text = text[end..];
        return taken;
    }

    private static int CompareText(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var (left, right) = (Weight(a, i), Weight(b, i));
            if (left != right)
            {
                return left - right;
            }
        }

        return 0;
    }

    /// <summary>A tilde comes before the end, letters before all other signs.</summary>
    private static int Weight(ReadOnlySpan<char> text, int at) =>
        at >= text.Length ? 0
        : text[at] == '~' ? -1
        : char.IsAsciiLetter(text[at]) ? text[at]
        : text[at] + 256;

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length - b.Length : a.SequenceCompareTo(b);
    }
}
