using Mint.Core.Hosts;

namespace Mint.Modules.Updates;

/// <summary>apt's package lists: where they are, and when they were last fetched whole.</summary>
internal static class PackageLists
{
    /// <summary>Where apt keeps them.</summary>
    public const string Folder = "/var/lib/apt/lists";

    /// <summary>Where Debian's own daily fetch leaves its stamps.</summary>
    public const string StampFolder = "/var/lib/apt/periodic";

    /// <summary>Touched after a fetch without a failure: of files that did not change apt itself leaves no trace.</summary>
    public const string Stamp = StampFolder + "/update-success-stamp";

    /// <summary>When they were last fetched; null when there are none.</summary>
    public static DateTimeOffset? FetchedAt(IHostReader host)
    {
        if (host.Stat(Folder) is not { } folder || !host.List(Folder).Any(n => n.Contains("_Packages", StringComparison.Ordinal)))
        {
            return null;
        }

        return host.Stat(Stamp) is { } stamp && stamp.ModifiedAt > folder.ModifiedAt ? stamp.ModifiedAt : folder.ModifiedAt;
    }
}
