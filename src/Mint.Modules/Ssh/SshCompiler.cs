using System.Globalization;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Users;

namespace Mint.Modules.Ssh;

/// <summary>Turns the section into sshd's settings.</summary>
internal sealed class SshCompiler(CompileContext context, SshSection section)
{
    private static readonly Dictionary<string, string> OwnKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Port"] = "port",
        ["PermitRootLogin"] = "root_login",
        ["PasswordAuthentication"] = "password_login",
        ["AllowUsers"] = "allowed_users",
        ["AllowGroups"] = "allowed_groups",
    };

    private static readonly Dictionary<SshProfile, (string Keyword, string Value)[]> Profiles = new()
    {
        [SshProfile.Modern] =
        [
            ("KexAlgorithms", "-diffie-hellman-*,ecdh-sha2-*"),
            ("Ciphers", "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr"),
            ("MACs", "hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com,umac-128-etm@openssh.com"),
        ],
        [SshProfile.Compatible] =
        [
            ("KexAlgorithms", "+diffie-hellman-group14-sha1"),
            ("Ciphers", "+aes256-cbc,aes128-cbc"),
            ("MACs", "+hmac-sha1"),
            ("HostKeyAlgorithms", "+ssh-rsa"),
            ("PubkeyAcceptedAlgorithms", "+ssh-rsa"),
        ],
    };

    private readonly Dictionary<string, IReadOnlyList<string>> settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the resource, or reports what is wrong.</summary>
    public void Compile()
    {
        var before = context.Problems.Count;
        AddOwnKeys();
        AddFurther();
        if (context.Problems.Count == before)
        {
            context.Add(new Resource(SshdProvider.Id, new SshdSpec(settings), context.Origin()) { DependsOn = [.. WaysIn()] });
        }
    }

    /// <summary>What lets people in and makes them root: it is there before sshd shuts others out, or sshd stays as it is.</summary>
    private IEnumerable<ResourceId> WaysIn()
    {
        foreach (var (name, user) in context.Find<Dictionary<string, UserSettings>>()?.Where(u => u.Value.SshKeys is { Count: > 0 }) ?? [])
        {
            yield return new ResourceId(UserProvider.KindName, name);
            yield return new ResourceId(AuthorizedKeysProvider.KindName, name);
            yield return SudoRule.Id(name);
            foreach (var group in user.Groups?.Keys ?? Enumerable.Empty<string>())
            {
                yield return MembershipProvider.Id(name, group);
                yield return SudoRule.Id("%" + group);
            }
        }
    }

    private void AddOwnKeys()
    {
        if (section.Port is { } port)
        {
            CheckPorts(port.All);
            settings["Port"] = port.All;
        }

        settings["PermitRootLogin"] = [section.RootLogin switch { RootLogin.No => "no", RootLogin.Yes => "yes", _ => "prohibit-password" }];
        settings["PasswordAuthentication"] = [section.PasswordLogin ? "yes" : "no"];
        if (!section.PasswordLogin)
        {
            // Else PAM asks for the password in its own way.
            settings["KbdInteractiveAuthentication"] = ["no"];
        }

        AddAllowed("AllowUsers", "allowed_users", section.AllowedUsers);
        AddAllowed("AllowGroups", "allowed_groups", section.AllowedGroups);
        foreach (var (keyword, value) in section.Profile is { } profile ? Profiles[profile] : [])
        {
            settings[keyword] = [value];
        }
    }

    private void CheckPorts(IReadOnlyList<string> ports)
    {
        if (ports.Count == 0)
        {
            context.Problem(["port"], "the list of ports is empty", "Leave 'port' out for sshd's own, 22.");
        }

        foreach (var port in ports.Where(p => !IsPort(p)))
        {
            context.Problem(["port"], $"'{port}' is no port: a number from 1 to 65535 is expected");
        }

        foreach (var twice in ports.GroupBy(p => p).Where(g => g.Count() > 1))
        {
            context.Problem(["port"], $"the port {twice.Key} is listed twice");
        }
    }

    private static bool IsPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 && text[0] != '0';

    private void AddAllowed(string keyword, string key, Dictionary<string, AllowedLogin>? allowed)
    {
        if (allowed is null)
        {
            return;
        }

        if (allowed.Count == 0)
        {
            context.Problem([key], "the map is empty, which sshd would take as everybody", $"Name somebody, or leave '{key}' out.");
        }

        foreach (var name in allowed.Keys.Where(n => !IsLoginPattern(n)))
        {
            context.Problem([key, name], "expected a name, in which * and ? stand for any, or name@address");
        }

        settings[keyword] = [.. allowed.Keys.Order(StringComparer.Ordinal)];
    }

    private static bool IsLoginPattern(string name) =>
        name.Length is > 0 and <= 200 && name[0] is not ('-' or '!' or '@')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '*' or '?' or '@' or ':' or '/' or '$');

    private void AddFurther()
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (keyword, values) in (section.Settings ?? []).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (FaultOfKeyword(keyword, seen) is var (message, hint))
            {
                context.Problem(["settings", keyword], message, hint);
            }
            else if (FaultOfValues(keyword, values.All) is { } fault)
            {
                context.Problem(["settings", keyword], fault);
            }
            else
            {
                settings.Remove(keyword);
                settings[keyword] = values.All;
            }
        }
    }

    private (string Message, string? Hint)? FaultOfKeyword(string keyword, HashSet<string> seen)
    {
        if (!SshdKeyword.IsValid(keyword))
        {
            return ("this is no keyword of sshd_config: letters and digits are expected, as in MaxAuthTries", null);
        }

        if (OwnKeys.TryGetValue(keyword, out var key))
        {
            return ($"{keyword} has a key of its own", $"Write it as ssh.{key}.");
        }

        if (keyword.Equals("Match", StringComparison.OrdinalIgnoreCase) || keyword.Equals("Include", StringComparison.OrdinalIgnoreCase))
        {
            return ($"{keyword} can't be set here: settings hold for every connection", "Write a file of your own into /etc/ssh/sshd_config.d under 'files', with 'check: sshd'.");
        }

        if (SshdKeyword.Canonical(keyword) is var now && now != keyword)
        {
            return ($"{keyword} is an old name", $"Write {now}.");
        }

        if (section.Profile is not null && !keyword.Equals("KbdInteractiveAuthentication", StringComparison.OrdinalIgnoreCase) && settings.ContainsKey(keyword))
        {
            return seen.Contains(keyword) ? Twice(keyword) : ($"{keyword} is what 'profile' sets", "Leave one of them out.");
        }

        return seen.Add(keyword) ? null : Twice(keyword);
    }

    private static (string Message, string? Hint) Twice(string keyword) => ($"{keyword} is there twice, in different spelling", null);

    private static string? FaultOfValues(string keyword, IReadOnlyList<string> values)
    {
        if (values.Count == 0 || (values.Count > 1 && !SshdKeyword.IsList(keyword)))
        {
            return values.Count == 0 ? "the list is empty" : $"of {keyword} sshd takes the first line only; write one text";
        }

        return values.Any(v => !IsValue(v)) ? "expected one line of text without comment, and with all quotes closed" : null;
    }

    private static bool IsValue(string value) =>
        value.Length is > 0 and <= 1000 && value.Trim() == value && !value.Any(c => char.IsControl(c) || c == '#') && value.Count(c => c == '"') % 2 == 0;
}
