using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Users;

namespace Mint.Modules.Files;

/// <summary>Turns owner, group and mode by name into the numbers that a host takes.</summary>
internal static class PathAccess
{
    /// <summary>Looks the names up on the host.</summary>
    /// <exception cref="ResourceException">There is no such user or group (yet).</exception>
    public static FileAccess Resolve(IHostReader host, string owner, string group, string mode)
    {
        var accounts = AccountDatabase.Read(host);
        var uid = accounts.UidOf(owner)
            ?? throw new ResourceException(FailureKind.Retry, $"there is no user '{owner}' on this host to own it");
        var gid = accounts.GidOf(group)
            ?? throw new ResourceException(FailureKind.Retry, $"there is no group '{group}' on this host to own it");
        return new FileAccess(uid, gid, PathMode.Parse(mode) ?? 0);
    }

    /// <summary>Sets access only where it differs, so that a second call changes nothing.</summary>
    public static void Ensure(IHost host, string path, FileEntry entry, FileAccess access)
    {
        if (entry.Uid != access.Uid || entry.Gid != access.Gid || entry.Mode != access.Mode)
        {
            host.SetAccess(path, access);
        }
    }
}
