using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Modules.Users;

/// <summary>The host's local users and groups: <c>/etc/passwd</c> and <c>/etc/group</c>, parsed only when they change.</summary>
public sealed class AccountDatabase
{
    private readonly UserTable users;
    private readonly GroupTable groups;

    private AccountDatabase(UserTable users, GroupTable groups) => (this.users, this.groups) = (users, groups);

    /// <summary>All users by name.</summary>
    public IReadOnlyDictionary<string, UserAccount> Users => users.ByName;

    /// <summary>All groups by name.</summary>
    public IReadOnlyDictionary<string, GroupAccount> Groups => groups.ByName;

    /// <summary>Reads both files; an absent one has no entries.</summary>
    public static AccountDatabase Read(IHostReader host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new AccountDatabase(host.Parse("/etc/passwd", UserTable.Parse), host.Parse("/etc/group", GroupTable.Parse));
    }

    /// <summary>The numeric id of a user given by name or by number; null when there is no user of that name.</summary>
    public int? UidOf(string nameOrId) => users.ByName.TryGetValue(nameOrId, out var user) ? user.Uid : Number(nameOrId);

    /// <summary>The numeric id of a group given by name or by number; null when there is no group of that name.</summary>
    public int? GidOf(string nameOrId) => groups.ByName.TryGetValue(nameOrId, out var group) ? group.Gid : Number(nameOrId);

    /// <summary>The name of a user id; the number itself when no user has it.</summary>
    public string UserName(int uid) => users.NameOf.TryGetValue(uid, out var name) ? name : uid.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of a group id; the number itself when no group has it.</summary>
    public string GroupName(int gid) => groups.NameOf.TryGetValue(gid, out var name) ? name : gid.ToString(CultureInfo.InvariantCulture);

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
