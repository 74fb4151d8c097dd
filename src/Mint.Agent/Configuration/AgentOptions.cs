using System.Net;
using Mint.Core.Config;
using Mint.Platform.Git.Sync;

namespace Mint.Agent.Configuration;

/// <summary>agent.yaml, checked.</summary>
internal sealed record AgentOptions
{
    /// <summary>Where agent.yaml is.</summary>
    public required string Path { get; init; }

    /// <summary>This host's name in the config repo.</summary>
    public required string Host { get; init; }

    /// <summary>The config repo.</summary>
    public required GitRemoteOptions Remote { get; init; }

    /// <summary>How often Git is asked.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>How often everything is looked at.</summary>
    public required TimeSpan ObserveEvery { get; init; }

    /// <summary>Pinned signers and policy; null when nothing is pinned.</summary>
    public required SignatureSettings? Signatures { get; init; }

    /// <summary>Where metrics are served; null for nowhere.</summary>
    public required IPEndPoint? Metrics { get; init; }

    /// <summary>The coordinator; null when this host reports to nobody.</summary>
    public required Uri? Coordinator { get; init; }

    /// <summary>Key and certificate for the coordinator.</summary>
    public required string IdentityDirectory { get; init; }

    /// <summary>Ledger, clone and keys.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The bare clone.</summary>
    public required string CloneDirectory { get; init; }

    /// <summary>The ledger's file.</summary>
    public required string LedgerPath { get; init; }
}
