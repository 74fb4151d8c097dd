using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Peers;

/// <summary>A host that is connected, and so could knock at another; or the one that asks.</summary>
internal sealed record KnockCandidate
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its customer.</summary>
    public string Customer { get; init; } = "";

    /// <summary>Its groups, with a blank before, between and after.</summary>
    public string Groups { get; init; } = "";

    /// <summary>Whether it has a group in common with another.</summary>
    public bool SharesGroup(KnockCandidate? other) =>
        other is not null && Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries).Intersect(other.Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Any();

    /// <summary>Reads them; the host that asks is among them, connected or not.</summary>
    public static async Task<IReadOnlyList<KnockCandidate>> LoadAsync(DbConnection connection, string host, CancellationToken ct) =>
        (await connection.QueryAsync<KnockCandidate>(new CommandDefinition(
            "SELECT name, customer, groups FROM hosts WHERE (connected_to <> '' AND enrolled_at IS NOT NULL AND revoked_at IS NULL) OR name = @host", new { host }, cancellationToken: ct))).AsList();
}
