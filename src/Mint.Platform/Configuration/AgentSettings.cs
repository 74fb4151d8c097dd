using System.Text.Json.Serialization;
using Mint.Core.Config;

namespace Mint.Platform.Configuration;

/// <summary>What <c>/etc/mint-agent/agent.yaml</c> says: the one file that is not pulled from the config repo.</summary>
public sealed record AgentSettings
{
    /// <summary>Where it is on a host.</summary>
    public const string DefaultPath = "/etc/mint-agent/agent.yaml";

    /// <summary>This host's name in the config repo; null for the machine's short host name.</summary>
    public string? Host { get; init; }

    /// <summary>The config repo.</summary>
    public required RepositorySettings Repository { get; init; }

    /// <summary>How often Git is asked: <c>60s</c>, <c>5m</c>; at least 1 s. Default 60 s.</summary>
    public string? Poll { get; init; }

    /// <summary>How often everything is looked at; at least 10 s. Default 5 min.</summary>
    public string? ObserveEvery { get; init; }

    /// <summary>Whom the first commit must be signed by, and the least that is asked of every commit.</summary>
    public SignatureSettings? Signatures { get; init; }

    /// <summary>Address and port of the metrics; a loopback address. Default 127.0.0.1:9465; <c>off</c> for none.</summary>
    public string? Metrics { get; init; }

    /// <summary>The coordinator that this host reports to; null for none.</summary>
    public CoordinatorSettings? Coordinator { get; init; }

    /// <summary>Where ledger, clone and keys are. Default /var/lib/mint-agent.</summary>
    public string? StateDir { get; init; }

    /// <summary>The state directory in force.</summary>
    [JsonIgnore]
    public string StateDirectory => StateDir ?? "/var/lib/mint-agent";

    /// <summary>The bare clone of the config repo.</summary>
    [JsonIgnore]
    public string CloneDirectory => Path.Combine(StateDirectory, "repo");

    /// <summary>The ledger's file.</summary>
    [JsonIgnore]
    public string LedgerPath => Path.Combine(StateDirectory, "ledger.db");

    /// <summary>This host's key and certificate for the coordinator.</summary>
    [JsonIgnore]
    public string IdentityDirectory => Path.Combine(StateDirectory, "identity");

    /// <summary>This host's name in force.</summary>
    [JsonIgnore]
    public string HostName => Host ?? Environment.MachineName.Split('.')[0].ToLowerInvariant();

    /// <summary>Reads the file.</summary>
    /// <returns>The settings, or null and every mistake, each with its place.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static (AgentSettings? Settings, IReadOnlyList<Problem> Problems) Read(string path) => Read(path, File.ReadAllBytes(path));

    /// <summary>Reads the file's content.</summary>
    /// <param name="path">The file's name, for the problems.</param>
    /// <param name="content">Its bytes.</param>
    public static (AgentSettings? Settings, IReadOnlyList<Problem> Problems) Read(string path, byte[] content) =>
        StrictYaml.Read(path, content, AgentSettingsJson.Default.AgentSettings);
}

/// <summary>Where the coordinator is.</summary>
public sealed record CoordinatorSettings
{
    /// <summary><c>https://coordinator.example.org:7443</c>; nothing after the port.</summary>
    public required string Url { get; init; }

    /// <summary>Reads a coordinator's address: https, a host, and nothing behind it; null for anything else.</summary>
    public static Uri? Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "https", Host.Length: > 0, UserInfo: "", PathAndQuery: "/", Fragment: "" } ? uri : null;
}

/// <summary>Where the config repo is, and how to get at it.</summary>
public sealed record RepositorySettings
{
    /// <summary><c>ssh://git@host/path</c> or <c>https://host/path</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The one branch that counts; default <c>main</c>.</summary>
    public string? Branch { get; init; }

    /// <summary>The deploy key's private half, for ssh.</summary>
    public string? SshKey { get; init; }

    /// <summary>The remote's host keys, for ssh.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>File with a token, for https.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Certificate authorities to trust instead of the system's, for https.</summary>
    public string? CaFile { get; init; }
}

/// <summary>The contract of agent.yaml.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentSettings))]
internal sealed partial class AgentSettingsJson : JsonSerializerContext;
