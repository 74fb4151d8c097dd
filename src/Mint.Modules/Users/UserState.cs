using System.Globalization;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>A local user as it is.</summary>
/// <param name="Account">The line of <c>/etc/passwd</c>.</param>
/// <param name="Group">Name of the primary group.</param>
/// <param name="Groups">Supplementary groups, sorted.</param>
/// <param name="Expired">Whether the account has expired, which is how we lock one; null where we may not look.</param>
public sealed record UserState(UserAccount Account, string Group, IReadOnlyList<string> Groups, bool? Expired)
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
        return new UserState(account, accounts.GroupName(account.Gid), [.. groups], IsExpired(name, host));
    }

    /// <summary>A plan by an ordinary user, who may not read the file, still tells of all the rest.</summary>
    private static bool? IsExpired(string name, IHostReader host)
    {
        try
        {
            return host.Parse("/etc/shadow", ExpiredAccounts.Parse).Names.Contains(name);
        }
        catch (ResourceException)
        {
            return null;
        }
    }
}

/// <summary>Accounts whose expiry day is the first of 1970. Nothing else of <c>/etc/shadow</c> is looked at or kept.</summary>
internal sealed class ExpiredAccounts
{
    private const int ExpiryField = 7;

    /// <summary>Their names.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    public static ExpiredAccounts Parse(byte[]? content)
    {
        var found = new ExpiredAccounts();
        foreach (var line in Encoding.UTF8.GetString(content ?? []).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length > ExpiryField && int.TryParse(fields[ExpiryField], NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day <= 1)
            {
                found.Names.Add(fields[0]);
            }
        }

        return found;
    }
}
