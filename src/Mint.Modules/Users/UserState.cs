using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>A local user as it is.</summary>
/// <param name="Account">The line of <c>/etc/passwd</c>.</param>
/// <param name="Group">Name of the primary group.</param>
/// <param name="Groups">Supplementary groups, sorted.</param>
/// <param name="Expired">Whether the account has expired, which is how we lock one; null where we may not look.</param>
/// <param name="Password">The password's hash, or what stands in for none; null where we may not look.</param>
public sealed record UserState(UserAccount Account, string Group, IReadOnlyList<string> Groups, bool? Expired, Secret? Password)
{
    /// <summary>Looks up a user; null when there is none.</summary>
    internal static UserState? Read(string name, IHostReader host)
    {
        var accounts = AccountDatabase.Read(host);
        if (!accounts.Users.TryGetValue(name, out var account))
        {
            return null;
        }

        var groups = accounts.Groups.Values.Where(g => g.Members.Contains(name)).Select(g => g.Name).Order(StringComparer.Ordinal);
        var shadow = Shadow(name, host);
        return new UserState(account, accounts.GroupName(account.Gid), [.. groups], shadow?.Expired, shadow?.Password);
    }

    /// <summary>A plan by an ordinary user, who may not read the file, still tells of all the rest.</summary>
    private static ShadowEntry? Shadow(string name, IHostReader host)
    {
        try
        {
            return host.Parse("/etc/shadow", ShadowTable.Parse).Of(name);
        }
        catch (ResourceException)
        {
            return null;
        }
    }
}
