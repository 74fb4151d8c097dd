using System.Globalization;
using System.Text;

namespace Mint.Modules.Users;

/// <summary>One line of <c>/etc/group</c>.</summary>
/// <param name="Name">Group name.</param>
/// <param name="Gid">Numeric id.</param>
/// <param name="Members">Users who have it as a supplementary group, as written.</param>
public sealed record GroupAccount(string Name, int Gid, IReadOnlyList<string> Members);

/// <summary>A parsed <c>/etc/group</c>. Lines that are no group are passed over; the first of equal names or ids wins, as in libc.</summary>
internal sealed class GroupTable
{
    public Dictionary<string, GroupAccount> ByName { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, string> NameOf { get; } = [];

    public static GroupTable Parse(byte[]? content)
    {
        var table = new GroupTable();
        foreach (var line in Encoding.UTF8.GetString(content ?? []).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length == 4 && fields[0].Length > 0
                && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var gid))
            {
                var members = fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                table.ByName.TryAdd(fields[0], new GroupAccount(fields[0], gid, members));
                table.NameOf.TryAdd(gid, fields[0]);
            }
        }

        return table;
    }
}
