using System.Text.Json.Serialization;

namespace Mint.Cli.Reports;

/// <summary>A login with the coordinator; never what lets in.</summary>
internal sealed record LoginReport
{
    /// <summary>The coordinator's address.</summary>
    public required string Coordinator { get; init; }

    /// <summary>Who is logged in.</summary>
    public required string Person { get; init; }

    /// <summary>viewer, operator, admin.</summary>
    public required string Role { get; init; }

    /// <summary>Customers whose hosts they see; empty for all.</summary>
    public required IReadOnlyList<string> Customers { get; init; }

    /// <summary>When it ends, used or not.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>After how long without use it ends.</summary>
    [JsonPropertyName("idle_seconds")]
    public required TimeSpan Idle { get; init; }
}
