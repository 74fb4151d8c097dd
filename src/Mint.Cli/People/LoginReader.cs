using Mint.Cli.Reports;
using Mint.Core.Config;
using Mint.Modules;
using Mint.Modules.Users;

namespace Mint.Cli.People;

/// <summary>Tells what one host's configuration gives to one user.</summary>
internal static class LoginReader
{
    /// <summary>The group that Debian's own sudoers lets do everything, after one's password.</summary>
    private const string AdminGroup = "sudo";

    private const string Root = "root";

    private static readonly string[] FromLeast = [None, "commands", "password", "full"];

    /// <summary>The word for no sudo at all.</summary>
    public const string None = "none";

    /// <summary>What the host says of a user; null when it says nothing.</summary>
    public static UserLoginReport? Read(UsersOfHost host, string name)
    {
        if (!host.Users.TryGetValue(name, out var user))
        {
            return null;
        }

        var here = user.State == Presence.Present;
        IReadOnlyList<SudoRuleReport> rules = here ? [.. Rules(host, name, user)] : [];
        return new UserLoginReport(
            here ? user.Locked ? "locked" : "present" : "absent",
            host.UserPlace(name),
            user.Comment,
            user.System,
            host.WayIn.Contains(name),
            user.Password is not null,
            user.SshKeys?.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => Key(host, name, k.Key, k.Value)).ToList(),
            here && name == Root ? "full" : Most(rules.Select(r => r.Level)),
            rules,
            [.. GroupsOf(user).Select(g => new GroupReport(g, GroupPlace(host, name, user, g)))]);
    }

    /// <summary>The most of several levels.</summary>
    public static string Most(IEnumerable<string> levels) => levels.MaxBy(l => Array.IndexOf(FromLeast, l)) ?? None;

    private static KeyReport Key(UsersOfHost host, string user, string label, SshKeySettings key)
    {
        var text = PublicKeyLine.Parse(key.Key);
        return new KeyReport(label, text?.Type ?? "", text?.Fingerprint ?? "", text?.Comment, key.Options, host.UserPlace(user, "ssh_keys", label));
    }

    private static IEnumerable<SudoRuleReport> Rules(UsersOfHost host, string name, UserSettings user)
    {
        if (Rule(user.Sudo, null, host.UserPlace(name, "sudo")) is { } own)
        {
            yield return own;
        }

        foreach (var group in GroupsOf(user))
        {
            if (Rule(host.Groups.GetValueOrDefault(group)?.Sudo, group, host.GroupPlace(group, "sudo")) is { } rule)
            {
                yield return rule;
            }
            else if (group == AdminGroup)
            {
                yield return new SudoRuleReport("password", [], group, GroupPlace(host, name, user, group));
            }
        }
    }

    private static SudoRuleReport? Rule(SudoSettings? sudo, string? group, string? place) => sudo switch
    {
        { Level: SudoLevel.Password } => new SudoRuleReport("password", [], group, place),
        { Level: SudoLevel.NoPassword } => new SudoRuleReport("full", [], group, place),
        { Level: SudoLevel.Commands } => new SudoRuleReport(sudo.Commands.Contains("ALL") ? "full" : "commands", sudo.Commands, group, place),
        _ => null,
    };

    private static IEnumerable<string> GroupsOf(UserSettings user) =>
        (user.Groups?.Keys ?? Enumerable.Empty<string>()).Concat(user.Group is { } primary ? [primary] : []).Distinct().Order(StringComparer.Ordinal);

    private static string? GroupPlace(UsersOfHost host, string name, UserSettings user, string group) =>
        user.Groups?.ContainsKey(group) == true ? host.UserPlace(name, "groups", group) : host.UserPlace(name, "group");
}
