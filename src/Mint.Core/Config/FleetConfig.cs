using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Mint.Core.Config;

/// <summary>What <c>mint.yaml</c> says of the whole fleet, apart from the layer <c>defaults</c>.</summary>
public sealed record FleetConfig
{
    /// <summary>The format version that this build reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Format version, 1.</summary>
    [Description("Format version of this config repo: 1.")]
    public required int Version { get; init; }

    /// <summary>Who may sign commits.</summary>
    [Description("Who may sign commits, and what becomes of a commit that nobody of them signed.")]
    public SignatureSettings Signatures { get; set; } = new();

    /// <summary>How much one plan may do on hosts that say nothing else.</summary>
    [Description("How much one plan may do on a host before it is held.")]
    public ChangeLimits Limits { get; set; } = new();

    /// <summary>Who can read secrets besides the hosts that they are for.</summary>
    [Description("Who can read the secrets of the config repo besides the hosts that they are for.")]
    public SecretSettings Secrets { get; set; } = new();

    /// <summary>WireGuard networks by name, which is also the name of their interface on every member.</summary>
    [Description("WireGuard networks by name, which is also the name of the interface on every member.")]
    public IReadOnlyDictionary<string, NetworkSettings> Networks { get; set; } = new Dictionary<string, NetworkSettings>();

    /// <summary>How changes of the way in are confirmed.</summary>
    [Description("How changes that could cut a host off (firewall, sshd, WireGuard, network) are confirmed: with a way back that needs nobody.")]
    public ConfirmSettings Confirm { get; set; } = new();

    /// <summary>How a commit goes through the fleet.</summary>
    [Description("How a commit goes through the fleet, where there is a coordinator: ring after ring.")]
    public RolloutSettings Rollout { get; set; } = new();
}

/// <summary>Who may sign commits.</summary>
public sealed record SignatureSettings
{
    /// <summary>Refuse or only warn; null leaves it to the agent's own configuration.</summary>
    [Description("require: an unsigned commit is refused. warn: it is applied and reported.")]
    public SignaturePolicy? Policy { get; init; }

    /// <summary>Signers by name.</summary>
    [Description("Signers by name.")]
    public IReadOnlyDictionary<string, Signer> Signers { get; set; } = new Dictionary<string, Signer>();
}

/// <summary>What becomes of a commit without a good signature.</summary>
public enum SignaturePolicy
{
    /// <summary>It is refused.</summary>
    Require,

    /// <summary>It is applied and reported.</summary>
    Warn,
}

/// <summary>One person's public keys; at least one.</summary>
public sealed record Signer
{
    /// <summary>An OpenSSH public key, one line; null when there is none.</summary>
    [Description("OpenSSH public key: ssh-ed25519 AAAA… comment.")]
    public string? Ssh { get; init; }

    /// <summary>An armoured OpenPGP public key block; null when there is none.</summary>
    [JsonPropertyName("openpgp")]
    [Description("Armoured OpenPGP public key block.")]
    public string? OpenPgp { get; init; }
}
