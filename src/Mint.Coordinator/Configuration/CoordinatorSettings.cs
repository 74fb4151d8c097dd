using System.Text.Json.Serialization;
using Mint.Core.Config;
using Mint.Platform.Configuration;

namespace Mint.Coordinator.Configuration;

/// <summary>What <c>/etc/mint-coordinator/coordinator.yaml</c> says. Secrets are in files beside it, named here.</summary>
internal sealed record CoordinatorSettings
{
    /// <summary>Where it is on a server.</summary>
    public const string DefaultPath = "/etc/mint-coordinator/coordinator.yaml";

    /// <summary>How agents reach it: <c>https://coordinator.example.org:7443</c>. Its host name is in the certificate that they are shown.</summary>
    public required string Url { get; init; }

    /// <summary>Further names and addresses that agents may call it by.</summary>
    public IReadOnlyList<string> AlsoKnownAs { get; set; } = [];

    /// <summary>Address and port for agents; default 0.0.0.0:7443.</summary>
    public string Agents { get; set; } = "0.0.0.0:7443";

    /// <summary>People and tools.</summary>
    public ApiSettings Api { get; set; } = new();

    /// <summary>How many connections may be open at once, both sides together; default 20,000.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>The config repo, read as agents read it.</summary>
    public required RepositorySettings Repository { get; init; }

    /// <summary>Whom the first commit must be signed by, as in agent.yaml.</summary>
    public SignatureSettings? Signatures { get; init; }

    /// <summary>How often Git is asked when no webhook says so; default 60 s.</summary>
    public string? Poll { get; init; }

    /// <summary>Database, certificates, clone. Default /var/lib/mint-coordinator.</summary>
    public string? StateDir { get; init; }

    /// <summary>File with a PostgreSQL connection string; without it the store is SQLite in the state directory.</summary>
    public string? PostgresFile { get; init; }

    /// <summary>How often agents say that they are there; default 30 s.</summary>
    public string? HeartbeatEvery { get; init; }

    /// <summary>How long a host may say nothing before it is silent, where its configuration says nothing else; default 2 min.</summary>
    public string? SilentAfter { get; init; }

    /// <summary>How long events are kept; default 90 d.</summary>
    public string? KeepEvents { get; init; }

    /// <summary>How long a host's certificate is good for; default 7 d.</summary>
    public string? CertificateLifetime { get; init; }

    /// <summary>Files with the secrets that forges sign their webhooks with.</summary>
    public HookSettings Webhooks { get; set; } = new();

    /// <summary>Where the state of commits is written back to; null for nowhere.</summary>
    public ForgeSettings? Forge { get; init; }

    /// <summary>Who is told of what needs a person.</summary>
    public NotifySettings Notify { get; set; } = new();

    /// <summary>How long people stay logged in.</summary>
    public SessionSettings Sessions { get; set; } = new();

    /// <summary>The identity provider that people log in with; null for none: then there is the local admin.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static (CoordinatorSettings? Settings, IReadOnlyList<Problem> Problems) Read(string path) =>
        StrictYaml.Read(path, File.ReadAllBytes(path), CoordinatorSettingsJson.Default.CoordinatorSettings);
}

/// <summary>The side that people and tools use.</summary>
internal sealed record ApiSettings
{
    /// <summary>Address and port; default 127.0.0.1:7444.</summary>
    public string Listen { get; set; } = "127.0.0.1:7444";

    /// <summary>Certificate chain (PEM). Without one the coordinator's own authority makes it.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key (PEM).</summary>
    public string? Key { get; init; }

    /// <summary>Serve without TLS; only on a loopback address, behind a proxy.</summary>
    public bool Plain { get; set; }
}

/// <summary>Secrets of webhooks, by forge.</summary>
internal sealed record HookSettings
{
    /// <summary>Gitea or Forgejo.</summary>
    public string? GiteaSecretFile { get; init; }

    /// <summary>GitHub.</summary>
    public string? GithubSecretFile { get; init; }

    /// <summary>GitLab.</summary>
    public string? GitlabTokenFile { get; init; }
}

/// <summary>A forge to which the state of commits is written.</summary>
internal sealed record ForgeSettings
{
    /// <summary>Which.</summary>
    public required ForgeKind Kind { get; init; }

    /// <summary>Base of its API: <c>https://git.example.org/api/v1</c>, <c>https://api.github.com</c>, <c>https://gitlab.example.org/api/v4</c>.</summary>
    public required string Api { get; init; }

    /// <summary>The repository there, <c>owner/name</c>.</summary>
    public required string Project { get; init; }

    /// <summary>File with a token that may write commit statuses.</summary>
    public required string TokenFile { get; init; }
}

/// <summary>A make of forge.</summary>
internal enum ForgeKind
{
    /// <summary>Gitea or Forgejo.</summary>
    Gitea,

    /// <summary>GitHub.</summary>
    Github,

    /// <summary>GitLab.</summary>
    Gitlab,
}

/// <summary>Who is told.</summary>
internal sealed record NotifySettings
{
    /// <summary>Addresses that get a JSON POST, by name.</summary>
    public IReadOnlyDictionary<string, WebhookTarget> Webhooks { get; set; } = new Dictionary<string, WebhookTarget>();

    /// <summary>Mail; null for none.</summary>
    public MailTarget? Mail { get; init; }
}

/// <summary>An address that gets a JSON POST.</summary>
internal sealed record WebhookTarget
{
    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>File with a secret; the body's HMAC-SHA256 goes into <c>X-Mint-Signature</c>.</summary>
    public string? SecretFile { get; init; }
}

/// <summary>A mail server and whom it writes to.</summary>
internal sealed record MailTarget
{
    /// <summary><c>host:port</c>; STARTTLS is used where it is offered, and required with a password.</summary>
    public required string Server { get; init; }

    /// <summary>Sender.</summary>
    public required string From { get; init; }

    /// <summary>Recipients.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Login; null for none.</summary>
    public string? User { get; init; }

    /// <summary>File with the password.</summary>
    public string? PasswordFile { get; init; }
}

/// <summary>The contract of coordinator.yaml.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CoordinatorSettings))]
internal sealed partial class CoordinatorSettingsJson : JsonSerializerContext;
