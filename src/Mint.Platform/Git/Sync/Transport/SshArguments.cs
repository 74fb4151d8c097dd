using System.Globalization;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>How ssh is called: nothing from anyone's configuration, no agent, no question asked, no unknown host trusted.</summary>
internal static class SshArguments
{
    /// <exception cref="GitFaultException">A file that agent.yaml names is not there or can't be used.</exception>
    public static IReadOnlyList<string> For(GitRemoteOptions options, RemoteUrl url)
    {
        string knownHosts = Existing(options.KnownHosts, "known_hosts", "a file with the remote's host keys (ssh-keyscan prints them; compare them with the forge's page)");
        string key = Existing(options.SshKey, "ssh_key", "the deploy key's private half");
        List<string> arguments =
        [
            "-F", "/dev/null", "-T",
            .. Options(
                $"IdentityFile={key}", "IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes",
                "StrictHostKeyChecking=yes", $"UserKnownHostsFile={knownHosts}", "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no",
                "PreferredAuthentications=publickey", "ClearAllForwardings=yes", "ForwardAgent=no", "PermitLocalCommand=no", "ControlPath=none",
                "ConnectTimeout=10", "ServerAliveInterval=10", "ServerAliveCountMax=3", "LogLevel=ERROR"),
        ];
        if (url.Port is { } port)
        {
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }

        if (url.User is { } user)
        {
            arguments.AddRange(["-l", user]);
        }

        arguments.AddRange(["--", url.Host, $"git-upload-pack {Quoted(url.Path)}"]);
        return arguments;
    }

    private static IEnumerable<string> Options(params string[] options) => options.SelectMany(option => new[] { "-o", option });

    // The remote's shell reads this. A path without a leading slash starts at the login's home.
    private static string Quoted(string path)
    {
        string relative = path.StartsWith("/~/", StringComparison.Ordinal) ? path[3..] : path;
        return $"'{relative.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    // ssh expands % in file names and splits them at blanks.
    private static string Existing(string? path, string setting, string what)
    {
        if (path is null || !File.Exists(path))
        {
            string found = path is null ? $"names no {setting}" : $"names {path} as {setting}, which is not there";
            throw new GitFaultException(GitFault.Settings, $"agent.yaml {found}: it must be {what}.");
        }

        return path.Contains('"', StringComparison.Ordinal)
            ? throw new GitFaultException(GitFault.Settings, $"ssh can't use the path of {setting}: it holds a quotation mark.")
            : $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\"";
    }
}
