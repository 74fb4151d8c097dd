namespace Mint.Cli.Fleet;

/// <summary>What kinds of news the coordinator tells a watcher.</summary>
[Flags]
internal enum FleetNews
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Something happened.</summary>
    Event = 1,

    /// <summary>A host's state, commit or connection changed.</summary>
    Host = 2,

    /// <summary>A commit got on.</summary>
    Commit = 4,

    /// <summary>The link is there, for the first time or again: anything may have happened meanwhile.</summary>
    Linked = 8,
}
