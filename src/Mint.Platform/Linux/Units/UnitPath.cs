using System.Globalization;
using System.Text;

namespace Mint.Platform.Linux.Units;

/// <summary>Object paths of units, in which all but letters and digits is escaped: <c>nginx_2eservice</c>.</summary>
internal static class UnitPath
{
    private const string Prefix = "/org/freedesktop/systemd1/unit/";

    /// <summary>The unit's name; null when the path is not a unit's.</summary>
    public static string? Decode(string? path)
    {
        if (path is null || !path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var bytes = new List<byte>(path.Length - Prefix.Length);
        for (var i = Prefix.Length; i < path.Length; i++)
        {
            if (path[i] == '_' && i + 2 < path.Length && byte.TryParse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var escaped))
            {
                bytes.Add(escaped);
                i += 2;
            }
            else
            {
                bytes.Add((byte)path[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
