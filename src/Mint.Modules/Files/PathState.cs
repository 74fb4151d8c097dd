using System.Globalization;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Users;

namespace Mint.Modules.Files;

/// <summary>What is at a path.</summary>
/// <param name="Entry">Its <c>lstat</c>.</param>
/// <param name="Owner">Owning user's name, or the number where nobody has it.</param>
/// <param name="Group">Owning group's name, or the number.</param>
internal record PathState(FileEntry Entry, string Owner, string Group)
{
    /// <summary>Looks; null when nothing is there.</summary>
    public static PathState? Read(string path, IHostReader host)
    {
        if (host.Stat(path) is not { } entry)
        {
            return null;
        }

        var accounts = AccountDatabase.Read(host);
        return new PathState(entry, accounts.UserName(entry.Uid), accounts.GroupName(entry.Gid));
    }

    /// <summary>The word for a type in differences and messages.</summary>
    public static string Word(FileType type) => type switch
    {
        FileType.File => "file",
        FileType.Directory => "directory",
        FileType.Link => "link",
        _ => "device, socket or pipe",
    };

    /// <summary>Differences of owner, group and mode; all of them when nothing is there.</summary>
    public static IEnumerable<Difference> CompareAccess(PathState? actual, string owner, string group, string mode)
    {
        if (actual is null || (actual.Owner != owner && Number(actual.Entry.Uid) != owner))
        {
            yield return new Difference("owner", actual?.Owner, owner);
        }

        if (actual is null || (actual.Group != group && Number(actual.Entry.Gid) != group))
        {
            yield return new Difference("group", actual?.Group, group);
        }

        var found = actual is null ? null : PathMode.Format(actual.Entry.Mode);
        if (found != mode)
        {
            yield return new Difference("mode", found, mode);
        }
    }

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
