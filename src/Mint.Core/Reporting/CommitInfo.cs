namespace Mint.Core.Reporting;

/// <summary>What is worth knowing of a commit of the config repo.</summary>
/// <param name="Id">Full object id, lower-case hex.</param>
/// <param name="Subject">First line of its message.</param>
/// <param name="Author">Author's name.</param>
/// <param name="AuthoredAt">When it was written.</param>
public sealed record CommitInfo(string Id, string Subject, string Author, DateTimeOffset AuthoredAt)
{
    /// <summary>The branch it was fetched from; null when read from a working tree.</summary>
    public string? Branch { get; init; }

    /// <summary>Who signed it, "anna (ssh)"; null when unsigned or not verified.</summary>
    public string? SignedBy { get; init; }

    /// <summary>
    /// Trailers of the message, in order, names as written: <c>Mint-Allow: delete=6</c>. Of all commits since the last one this
    /// host accepted, so that a release is not lost when two commits arrive together.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];

    /// <summary>The first seven digits of the id.</summary>
    public string ShortId => Id.Length > 7 ? Id[..7] : Id;
}
