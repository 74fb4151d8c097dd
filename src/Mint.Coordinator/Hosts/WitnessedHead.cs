namespace Mint.Coordinator.Hosts;

/// <summary>
/// The highest commit that each host was ever seen to have accepted. It only rises, along the history that the coordinator followed itself,
/// so a host that lost its memory can't be walked back unseen.
/// </summary>
internal static class WitnessedHead
{
    /// <summary>Raises it on every host whose accepted commit is newer.</summary>
    public const string Raise = """
        UPDATE hosts SET witnessed_commit = accepted_commit
        WHERE accepted_commit <> '' AND accepted_commit <> witnessed_commit
          AND EXISTS (SELECT 1 FROM commits a WHERE a.id = hosts.accepted_commit AND a.refused_reason = '' AND (
              hosts.witnessed_commit = '' OR a.position > COALESCE((SELECT w.position FROM commits w WHERE w.id = hosts.witnessed_commit), 0)))
        """;

    /// <summary>The same for one host, <c>@host</c>.</summary>
    public const string RaiseOne = $"{Raise} AND name = @host";

    /// <summary>Whether <c>@accepted</c> is an earlier commit than <c>@witnessed</c>; 0 or 1.</summary>
    public const string IsBehind = """
        SELECT count(*) FROM commits a JOIN commits w ON w.id = @witnessed WHERE a.id = @accepted AND a.position < w.position
        """;
}
