using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Enrolment;

/// <summary>What counts of a host's row for whether its certificate does.</summary>
internal sealed class EnrolledHost
{
    /// <summary>The enrolment in force; empty before the first.</summary>
    public string Enrolment { get; init; } = "";

    /// <summary>When it was revoked.</summary>
    public long? RevokedAt { get; init; }

    /// <summary>Asks for one.</summary>
    public static CommandDefinition Query(string host, DbTransaction? transaction, CancellationToken ct) => new(
        "SELECT enrolment AS Enrolment, revoked_at AS RevokedAt FROM hosts WHERE name = @host", new { host }, transaction, cancellationToken: ct);

    /// <summary>Why a certificate of this enrolment is worth nothing; null when it is good.</summary>
    public static string? WhyNot(EnrolledHost? host, string enrolment) => host switch
    {
        null or { Enrolment: "" } => "the host is not enrolled here",
        { RevokedAt: { } at } => $"the host was revoked at {new DateTimeOffset(at, TimeSpan.Zero):u}; it comes back by a new token: mint host add",
        _ when host.Enrolment != enrolment => "the host was enrolled anew since; this certificate is of the earlier enrolment",
        _ => null,
    };
}
