using Mint.Platform.Configuration;

namespace Mint.Platform.Git.Sync;

/// <summary>Where the config repo is and how to get at it; the part <c>repository:</c> of agent.yaml.</summary>
public sealed record GitRemoteOptions
{
    /// <summary><c>ssh://git@host/path</c>, <c>git@host:path</c>, <c>https://host/path</c> or, for a local mirror, <c>file:///path</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The one branch that counts.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>The deploy key's private half, for ssh. Without one, ssh has nothing to log in with.</summary>
    public string? SshKey { get; init; }

    /// <summary>The remote's host keys, for ssh; a host that is not in it is refused.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>File that holds a token, for https; sent as the password of basic authentication.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Certificate authorities (PEM) to trust instead of the system's, for https.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long the remote may say nothing before it is given up.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one conversation may take in all, however lively.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much one conversation may bring, in bytes. A config repo is text; far larger is a mistake or an attack.</summary>
    public long MaxReceivedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The ssh program; only tests name another.</summary>
    public string SshProgram { get; init; } = "ssh";

    /// <summary>Takes over what agent.yaml says.</summary>
    public static GitRemoteOptions From(RepositorySettings settings) => new()
    {
        Url = settings.Url,
        Branch = settings.Branch ?? "main",
        SshKey = settings.SshKey,
        KnownHosts = settings.KnownHosts,
        TokenFile = settings.TokenFile,
        CaFile = settings.CaFile,
    };
}
