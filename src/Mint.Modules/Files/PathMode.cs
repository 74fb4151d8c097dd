using System.Diagnostics.CodeAnalysis;

namespace Mint.Modules.Files;

/// <summary>Permission bits as people write them: three or four octal digits.</summary>
internal static class PathMode
{
    /// <summary>Reads <c>644</c> or <c>0644</c>; null for anything else.</summary>
    public static int? Parse(string? text) =>
        text is { Length: 3 or 4 } && text.All(c => c is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : null;

    /// <summary>Four octal digits.</summary>
    public static string Format(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    /// <summary>Reads a mode and gives it back as four digits.</summary>
    public static bool TryNormalise(string? text, [NotNullWhen(true)] out string? mode)
    {
        mode = Parse(text) is { } bits ? Format(bits) : null;
        return mode is not null;
    }
}
