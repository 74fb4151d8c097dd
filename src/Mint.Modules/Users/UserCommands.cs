using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Modules.Users;

/// <summary>The command lines that make and alter a user.</summary>
internal static class UserCommands
{
    /// <summary>An account that expires on this day can't be used at all, by no password and no key.</summary>
    private const string LongAgo = "1970-01-02";

    /// <summary>Makes the user without a password, so that none works. A home directory that is there already is taken as it is.</summary>
    public static Command Create(string name, UserSpec desired, AccountDatabase accounts)
    {
        var arguments = new List<string> { desired.System ? "--no-create-home" : "--create-home" };
        if (desired.System)
        {
            arguments.Add("--system");
        }

        Add(arguments, "--uid", desired.Uid?.ToString(CultureInfo.InvariantCulture));
        Add(arguments, "--comment", desired.Comment);
        Add(arguments, "--shell", desired.Shell);
        Add(arguments, "--home-dir", desired.Home ?? (desired.System ? "/nonexistent" : null));

        // A group of that name may be declared on its own, or left from before.
        var group = desired.Group ?? (accounts.Groups.ContainsKey(name) ? name : null);
        if (group is null)
        {
            arguments.Add("--user-group");
        }

        Add(arguments, "--gid", group);
        Add(arguments, "--groups", desired.ExclusiveGroups is { Count: > 0 } groups ? string.Join(',', groups) : null);
        return new Command("useradd", [.. arguments, "--", name]);
    }

    /// <summary>Alters what differs; null when nothing does.</summary>
    public static Command? Alter(string name, UserSpec desired, UserState state)
    {
        var arguments = new List<string>();
        Add(arguments, "--comment", Changed(state.Account.Comment, desired.Comment));
        Add(arguments, "--shell", Changed(state.Account.Shell, desired.Shell));
        Add(arguments, "--gid", Changed(state.Group, desired.Group));
        if (desired.ExclusiveGroups is { } groups)
        {
            Add(arguments, "--groups", Changed(string.Join(',', state.Groups), string.Join(',', groups)));
        }

        if (state.Expired is { } expired && desired.Locked != expired)
        {
            Add(arguments, "--expiredate", desired.Locked ? LongAgo : "");
        }

        return arguments.Count == 0 ? null : new Command("usermod", [.. arguments, "--", name]);
    }

    /// <summary>Keeps everybody from logging in as the user from now on.</summary>
    public static Command Expire(string name) => new("usermod", "--expiredate", LongAgo, "--", name);

    private static void Add(List<string> arguments, string option, string? value)
    {
        if (value is not null)
        {
            arguments.Add(option);
            arguments.Add(value);
        }
    }

    private static string? Changed(string before, string? after) => before == after ? null : after;
}
