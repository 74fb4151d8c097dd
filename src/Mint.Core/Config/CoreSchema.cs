using System.Globalization;
using System.Text.RegularExpressions;

namespace Mint.Core.Config;

/// <summary>What a plain scalar means by YAML 1.2's core schema: only <c>true</c> and <c>false</c> are booleans.</summary>
internal static partial class CoreSchema
{
    public static bool IsNull(string text) => text is "null" or "~" or "Null" or "NULL";

    public static bool TryBool(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE";
        return value || text is "false" or "False" or "FALSE";
    }

    /// <summary>Whole numbers as decimal, <c>0o17</c> or <c>0x1f</c>. A leading zero is refused, for half the world reads it as octal.</summary>
    public static bool TryInteger(string text, out Int128 value)
    {
        value = 0;
        if (text.Length is 0 or > 40)
        {
            return false;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return text.Length <= 18 && Int128.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && text.Length > 2;
        }

        return text.StartsWith("0o", StringComparison.Ordinal) ? TryOctal(text[2..], out value) : TryDecimal(text, out value);
    }

    /// <summary>Whether YAML reads the text as a number; <c>0644</c> counts.</summary>
    public static bool LooksLikeNumber(string text) => text.Length <= 400 && Number().IsMatch(text);

    /// <summary>Decimal numbers that JSON can carry, so neither <c>.inf</c> nor <c>.nan</c>.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = 0;
        return LooksLikeNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static bool TryDecimal(string text, out Int128 value)
    {
        value = 0;
        var digits = text[0] is '-' or '+' ? text[1..] : text;
        return digits.Length > 0
            && digits.All(char.IsAsciiDigit)
            && (digits.Length == 1 || digits[0] != '0')
            && Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryOctal(string digits, out Int128 value)
    {
        value = 0;
        if (digits.Length is 0 or > 20 || digits.Any(c => c is < '0' or > '7'))
        {
            return false;
        }

        value = digits.Aggregate((Int128)0, (sum, digit) => (sum * 8) + (digit - '0'));
        return true;
    }

    [GeneratedRegex(@"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
