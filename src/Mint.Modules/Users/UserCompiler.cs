using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.Users;

/// <summary>Turns one user's settings into resources.</summary>
internal sealed class UserCompiler(CompileContext context, string name, UserSettings settings)
{
    private const string Root = "root";
    private const int HighestId = 4_000_000;

    private static readonly string[] Reserved = ["nobody", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "www-data", "backup"];

    private readonly ResourceId user = new(UserProvider.KindName, name);

    /// <summary>Adds the resources, or reports what is wrong.</summary>
    public void Compile()
    {
        var before = context.Problems.Count;
        CheckName();
        CheckAccount();
        CheckGroups();
        CheckKeys();
        if (settings.Sudo is { } sudo && SudoRule.Fault(sudo) is { } fault)
        {
            context.Problem([name, "sudo"], fault);
        }

        if (context.Problems.Count > before)
        {
            return;
        }

        if (name != Root)
        {
            context.Add(new Resource(user, Spec(), context.Origin(name)));
        }

        if (settings.State == Presence.Present)
        {
            AddBelongings();
        }
    }

    private UserSpec Spec() => settings.State == Presence.Absent ? new UserSpec(Present: false) { DeleteHome = settings.DeleteHome } : new UserSpec(Present: true)
    {
        Uid = settings.Uid,
        Comment = settings.Comment,
        Shell = settings.Shell ?? (settings.System ? "/usr/sbin/nologin" : "/bin/bash"),
        Home = settings.Home,
        Group = settings.Group,
        ExclusiveGroups = settings.ExclusiveGroups ? [.. (settings.Groups?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)] : null,
        System = settings.System,
        Locked = settings.Locked,
        Password = settings.Password,
    };

    private void AddBelongings()
    {
        foreach (var group in (settings.Groups?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal))
        {
            context.Add(new Resource(MembershipProvider.Id(name, group), new MembershipSpec(), context.Origin(name, "groups", group)));
        }

        if (settings.SshKeys is { } keys)
        {
            var lines = keys.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => new AuthorizedKey(k.Key, Line(k.Value)));
            context.Add(new Resource(new(AuthorizedKeysProvider.KindName, name), new AuthorizedKeysSpec([.. lines]), context.Origin(name, "ssh_keys")));
        }

        if (SudoRule.Compile(name, settings.Sudo, context.Origin(name, "sudo")) is { } rule)
        {
            context.Add(rule with { DependsOn = [user] });
        }
    }

    private void CheckName()
    {
        if (!LoginName.IsValid(name))
        {
            context.Problem([name], LoginName.Complaint(name));
        }
        else if (Reserved.Contains(name, StringComparer.Ordinal))
        {
            context.Problem([name], $"'{name}' is Debian's own account");
        }
        else if (name == Root && !OnlyKeys())
        {
            context.Problem([name], "of root only ssh_keys can be declared");
        }
        else if (settings.State == Presence.Absent && settings != new UserSettings { State = Presence.Absent, DeleteHome = settings.DeleteHome })
        {
            context.Problem([name], "an absent user has no other settings than delete_home");
        }
        else if (settings is { State: Presence.Present, DeleteHome: true })
        {
            context.Problem([name, "delete_home"], "only the home directory of an absent user can be deleted", "Write 'state: absent' beside it, or take it out.");
        }
    }

    private bool OnlyKeys() => settings with { SshKeys = null, WayIn = false } == new UserSettings();

    private void CheckAccount()
    {
        if (settings.Uid is < 1 or > HighestId || (settings is { Uid: < 1000, System: false } && name != Root))
        {
            context.Problem([name, "uid"], $"expected a number from 1000 to {HighestId}, below 1000 only with 'system: true'");
        }

        if (settings.Comment is { } comment && comment.Any(c => char.IsControl(c) || c == ':'))
        {
            context.Problem([name, "comment"], "it holds a colon or a control character, which /etc/passwd can't keep");
        }

        CheckPath("shell", settings.Shell);
        CheckPath("home", settings.Home);
        if (settings is { System: true, Home: null, SshKeys.Count: > 0 })
        {
            context.Problem([name, "home"], "a system user with keys needs a home directory to keep them in", $"home: /var/lib/{name}");
        }
    }

    private void CheckPath(string key, string? path)
    {
        if (path is null)
        {
            return;
        }

        if (HostPath.Fault(path) is { } fault)
        {
            context.Problem([name, key], fault.Message, fault.Hint);
        }
        else if (path.Contains(':', StringComparison.Ordinal))
        {
            context.Problem([name, key], "it holds a colon, which /etc/passwd can't keep");
        }
    }

    private void CheckGroups()
    {
        foreach (var group in (settings.Groups?.Keys ?? Enumerable.Empty<string>()).Where(g => !AccountName.IsValid(g)))
        {
            context.Problem([name, "groups", group], LoginName.Complaint(group));
        }

        if (settings.Group is { } primary && !AccountName.IsValid(primary))
        {
            context.Problem([name, "group"], LoginName.Complaint(primary));
        }

        if (settings is { ExclusiveGroups: true, Groups: null })
        {
            context.Problem([name, "exclusive_groups"], "it needs 'groups', which may be empty: {}");
        }
    }

    private void CheckKeys()
    {
        foreach (var (label, key) in settings.SshKeys ?? [])
        {
            if (SshKey.Fault(key.Key.Trim()) is { } fault)
            {
                context.Problem([name, "ssh_keys", label], fault);
            }

            if (key.Options is { } options && SshKey.OptionsFault(options) is { } optionsFault)
            {
                context.Problem([name, "ssh_keys", label, "options"], optionsFault);
            }
        }
    }

    private static string Line(SshKeySettings key) => key.Options is { } options ? $"{options} {key.Key.Trim()}" : key.Key.Trim();
}
