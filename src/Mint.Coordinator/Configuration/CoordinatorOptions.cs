using System.Net;
using Mint.Coordinator.Access.People;
using Mint.Core.Config;
using Mint.Platform.Git.Sync;

namespace Mint.Coordinator.Configuration;

/// <summary>coordinator.yaml, checked.</summary>
internal sealed record CoordinatorOptions
{
    /// <summary>As agents reach it.</summary>
    public required Uri Url { get; init; }

    /// <summary>Further names and addresses for the agents' side's certificate.</summary>
    public IReadOnlyList<string> AlsoKnownAs { get; init; } = [];

    /// <summary>Where agents call.</summary>
    public required IPEndPoint Agents { get; init; }

    /// <summary>Where people and tools call.</summary>
    public required IPEndPoint Api { get; init; }

    /// <summary>That side's own certificate and key (PEM files); null for one made by our authority.</summary>
    public (string Certificate, string Key)? ApiCertificate { get; init; }

    /// <summary>Whether that side is served without TLS, on loopback.</summary>
    public bool ApiPlain { get; init; }

    /// <summary>How many connections may be open at once, both sides together.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The config repo.</summary>
    public required GitRemoteOptions Remote { get; init; }

    /// <summary>Pinned signers and policy.</summary>
    public SignatureSettings? Signatures { get; init; }

    /// <summary>How often Git is asked.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Database, certificates, clone.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>PostgreSQL; null for SQLite in the state directory.</summary>
    public string? PostgresConnection { get; init; }

    /// <summary>How often agents say that they are there.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host may say nothing.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long events are kept.</summary>
    public TimeSpan KeepEvents { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a host's certificate is good for.</summary>
    public TimeSpan CertificateLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Webhooks of forges.</summary>
    public HookSettings Webhooks { get; init; } = new();

    /// <summary>Where commit statuses go.</summary>
    public ForgeSettings? Forge { get; init; }

    /// <summary>Who is told.</summary>
    public NotifySettings Notify { get; init; } = new();

    /// <summary>How long a person's session lasts that is not used.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long a person's session lasts at most.</summary>
    public TimeSpan SessionLongest { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The identity provider that people log in with; null for none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>The SQLite file.</summary>
    public string SqlitePath => Path.Combine(StateDirectory, "coordinator.db");

    /// <summary>Our authority's key and certificate, and the certificates made by it for ourselves.</summary>
    public string AuthorityDirectory => Path.Combine(StateDirectory, "authority");

    /// <summary>The bare clone of the config repo.</summary>
    public string CloneDirectory => Path.Combine(StateDirectory, "repo");
}
