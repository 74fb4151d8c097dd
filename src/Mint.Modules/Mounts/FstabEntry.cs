using System.Globalization;
using System.Text;

namespace Mint.Modules.Mounts;

/// <summary>One line of /etc/fstab, its fields unescaped.</summary>
/// <param name="Device">First field.</param>
/// <param name="MountPoint">Second field; <c>none</c> for swap.</param>
/// <param name="Type">Third field.</param>
/// <param name="Options">Fourth field, comma-separated.</param>
/// <param name="Dump">Fifth field.</param>
/// <param name="Pass">Sixth field.</param>
public sealed record FstabEntry(string Device, string MountPoint, string Type, string Options, int Dump, int Pass)
{
    /// <summary>Reads a line; null for a comment, an empty line, or one that is none.</summary>
    public static FstabEntry? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var fields = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return fields is not [['#', ..], ..] && fields.Length >= 3
            ? new FstabEntry(
                Unescape(fields[0]),
                Unescape(fields[1]),
                fields[2],
                fields.ElementAtOrDefault(3) is { } options ? Unescape(options) : "defaults",
                Number(fields.ElementAtOrDefault(4)),
                Number(fields.ElementAtOrDefault(5)))
            : null;
    }

    /// <summary>Octal escapes of the kernel's and fstab's tables into characters.</summary>
    public static string Unescape(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            var isEscape = field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            text.Append(isEscape ? (char)Convert.ToInt32(field.Substring(i + 1, 3), 8) : field[i]);
            i += isEscape ? 3 : 0;
        }

        return text.ToString();
    }

    /// <summary>The line, without a newline.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Escape(Device)} {Escape(MountPoint)} {Type} {Escape(Options)} {Dump} {Pass}");

    private static string Escape(string field) => field
        .Replace("\\", "\\134", StringComparison.Ordinal)
        .Replace(" ", "\\040", StringComparison.Ordinal)
        .Replace("\t", "\\011", StringComparison.Ordinal);

    private static int Number(string? field) => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
