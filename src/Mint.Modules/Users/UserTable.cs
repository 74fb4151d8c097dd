using System.Globalization;
using System.Text;

namespace Mint.Modules.Users;

/// <summary>One line of <c>/etc/passwd</c>.</summary>
/// <param name="Name">Login name.</param>
/// <param name="Uid">Numeric id.</param>
/// <param name="Gid">Numeric id of the primary group.</param>
/// <param name="Comment">The GECOS field.</param>
/// <param name="Home">Home directory.</param>
/// <param name="Shell">Login shell.</param>
public sealed record UserAccount(string Name, int Uid, int Gid, string Comment, string Home, string Shell);

/// <summary>A parsed <c>/etc/passwd</c>. Lines that are no account are passed over; the first of equal names or ids wins, as in libc.</summary>
internal sealed class UserTable
{
    public Dictionary<string, UserAccount> ByName { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, string> NameOf { get; } = [];

    public static UserTable Parse(byte[]? content)
    {
        var table = new UserTable();
        foreach (var line in Encoding.UTF8.GetString(content ?? []).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length == 7 && fields[0].Length > 0
                && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
                && int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var gid))
            {
                table.ByName.TryAdd(fields[0], new UserAccount(fields[0], uid, gid, fields[4], fields[5], fields[6]));
                table.NameOf.TryAdd(uid, fields[0]);
            }
        }

        return table;
    }
}
