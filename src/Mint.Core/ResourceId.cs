using System.Diagnostics.CodeAnalysis;

namespace Mint.Core;

/// <summary>Names one resource of one host: <c>kind/name</c>, for example <c>file//etc/motd</c> or <c>package/nginx</c>.</summary>
/// <param name="Kind">The provider's kind, lower-case words joined by dashes.</param>
/// <param name="Name">The natural key on the host; enough to find the thing again.</param>
public readonly record struct ResourceId(string Kind, string Name) : IComparable<ResourceId>
{
    /// <summary>Reads <c>kind/name</c>; the first slash parts the two, so a name may hold slashes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceId id)
    {
        var slash = text?.IndexOf('/') ?? -1;
        if (text is null || slash <= 0 || slash == text.Length - 1)
        {
            id = default;
            return false;
        }

        id = new ResourceId(text[..slash], text[(slash + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(ResourceId other)
    {
        var byKind = string.CompareOrdinal(Kind, other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Name, other.Name);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";

    /// <summary>Ordinal order, kind first.</summary>
    public static bool operator <(ResourceId left, ResourceId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order, kind first.</summary>
    public static bool operator >(ResourceId left, ResourceId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order, kind first.</summary>
    public static bool operator <=(ResourceId left, ResourceId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order, kind first.</summary>
    public static bool operator >=(ResourceId left, ResourceId right) => left.CompareTo(right) >= 0;
}
