namespace Mint.Coordinator.Peers;

/// <summary>That a host said something of itself, without what it said.</summary>
internal sealed record PeerRow
{
    /// <summary>The host.</summary>
    public required string Host { get; init; }

    /// <summary>Names of its networks, with a blank before, between and after.</summary>
    public string Networks { get; init; } = "";

    /// <summary>The host's number of it.</summary>
    public long Sequence { get; init; }

    /// <summary>Whether the enrolment that signed it is still in force.</summary>
    public bool IsIn { get; init; }

    /// <summary>The networks, one by one.</summary>
    public IReadOnlyList<string> Names => Networks.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
