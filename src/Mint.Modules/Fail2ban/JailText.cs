using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Files;
using Mint.Modules.HostSystem;

namespace Mint.Modules.Fail2ban;

/// <summary>Turns the section into fail2ban's own form.</summary>
internal sealed partial class JailText(CompileContext context, Fail2banSection section)
{
    private const string Sshd = "sshd";
    private const int HighestRetry = 10_000;

    private readonly StringBuilder text = new("# Written by mint-agent; edit the config repo instead.\n");

    /// <summary>The file; mistakes go to the context.</summary>
    /// <param name="sshdPorts">What the jail of sshd guards.</param>
    public string Compile(string sshdPorts)
    {
        Begin("DEFAULT");
        Line("ignoreip", string.Join(' ', ["127.0.0.0/8", "::1", .. Ignored()]));

        // As Debian 13 has it, and Debian 12 not yet. Its journal for all jails is taken back: most read files.
        Line("banaction", "nftables");
        Line("banaction_allports", "nftables[type=allports]");
        Line("backend", "auto");
        Line("bantime", Seconds(section.BanTime, "ban_time"));
        Line("findtime", Seconds(section.FindTime, "find_time"));
        Line("maxretry", Count(section.MaxRetry, "max_retry"));
        var jails = new Dictionary<string, JailSettings>(section.Jails ?? []);
        jails.TryAdd(Sshd, new JailSettings());
        foreach (var (name, jail) in jails.OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            Jail(name, jail, sshdPorts);
        }

        return text.ToString();
    }

    private void Jail(string name, JailSettings jail, string sshdPorts)
    {
        if (!JailName().IsMatch(name) || name.ToUpperInvariant() is "DEFAULT" or "INCLUDES" or "KNOWN")
        {
            context.Problem(["jails", name], "expected a jail's name: up to 26 letters, digits, dashes and underscores");
            return;
        }

        Begin(name);
        Line("enabled", jail.Enabled ? "true" : "false");
        Line("backend", (BackendOf(name, jail))?.ToString().ToLowerInvariant());
        Line("port", PortOf(name, jail, sshdPorts));
        Line("filter", Checked(jail.Filter, Filter(), "a filter's name such as sshd or sshd[mode=aggressive]", "jails", name, "filter"));
        Line("logpath", LogPath(jail.LogPath, name));
        Line("bantime", Seconds(jail.BanTime, "jails", name, "ban_time"));
        Line("findtime", Seconds(jail.FindTime, "jails", name, "find_time"));
        Line("maxretry", Count(jail.MaxRetry, "jails", name, "max_retry"));
    }

    private JailBackend? BackendOf(string name, JailSettings jail)
    {
        if (jail is { Backend: JailBackend.Systemd, LogPath: not null })
        {
            context.Problem(["jails", name, "log_path"], "the backend systemd reads the journal, not a log", "Leave one of 'backend' and 'log_path' out.");
        }

        // Without rsyslog, as Debian 12 is, there is no log of sshd but the journal.
        return jail.Backend ?? (name == Sshd && jail.LogPath is null ? JailBackend.Systemd : null);
    }

    private string? PortOf(string name, JailSettings jail, string sshdPorts)
    {
        if (name != Sshd)
        {
            return Checked(jail.Port, Ports(), "ports by number or name such as '80,443', 'http,https' or '5000:5010'", "jails", name, "port");
        }

        if (jail.Port is not null)
        {
            context.Problem(["jails", name, "port"], "the jail of sshd guards sshd's ports", "Write them as ssh.port.");
        }

        return sshdPorts;
    }

    private IEnumerable<string> Ignored()
    {
        foreach (var address in section.Ignore ?? [])
        {
            if (FaultOfNetwork(address) is { } fault)
            {
                context.Problem(["ignore"], fault);
            }
            else
            {
                yield return address;
            }
        }
    }

    private static string? FaultOfNetwork(string text)
    {
        var parts = text.Split('/');
        var longest = text.Contains(':', StringComparison.Ordinal) ? 128 : 32;
        if (parts.Length > 2 || !HostNames.IsAddress(parts[0]) || parts[0].Contains('%', StringComparison.Ordinal))
        {
            return $"'{text}' is neither an address nor a network such as 192.0.2.0/24";
        }

        return parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0 && length <= longest)
            ? null
            : $"'{text}' is no network: after the slash a number from 1 to {longest} is expected";
    }

    private string? Seconds(string? duration, params string[] path)
    {
        if (duration is null)
        {
            return null;
        }

        if (DurationText.Parse(duration) is { TotalSeconds: >= 1 } time)
        {
            return ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        context.Problem(path, $"'{duration}' is no duration of a second or more: 90s, 10m, 2h or 7d is expected");
        return null;
    }

    private string? Count(int? count, params string[] path)
    {
        if (count is < 1 or > HighestRetry)
        {
            context.Problem(path, $"expected a number from 1 to {HighestRetry}");
        }

        return count?.ToString(CultureInfo.InvariantCulture);
    }

    private string? LogPath(string? path, string jail)
    {
        if (path is not null && (HostPath.Fault(path) is not null || path.Any(c => char.IsWhiteSpace(c) || c is '%' or '#' or ';')))
        {
            context.Problem(["jails", jail, "log_path"], "expected an absolute path without blanks, '%', '#' and ';'");
        }

        return path;
    }

    private string? Checked(string? value, Regex form, string expected, params string[] path)
    {
        if (value is not null && !form.IsMatch(value))
        {
            context.Problem(path, $"expected {expected}");
        }

        return value;
    }

    private void Begin(string name) => text.Append("\n[").Append(name).Append("]\n");

    private void Line(string key, string? value)
    {
        if (value is not null)
        {
            text.Append(key).Append(" = ").Append(value).Append('\n');
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_\-]{0,25}\z")]
    private static partial Regex JailName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._\-]{0,63}(\[[A-Za-z0-9=,_\-]{1,100}\])?\z")]
    private static partial Regex Filter();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-]{0,30}(:[0-9]{1,5})?(,[a-z0-9][a-z0-9\-]{0,30}(:[0-9]{1,5})?){0,20}\z")]
    private static partial Regex Ports();
}
