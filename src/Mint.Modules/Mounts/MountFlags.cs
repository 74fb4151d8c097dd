namespace Mint.Modules.Mounts;

/// <summary>The options that a running mount shows reliably, so that they can be compared and set on it without unmounting.</summary>
internal static class MountFlags
{
    private static readonly (string Set, string Clear)[] Pairs = [("ro", "rw"), ("noexec", "exec"), ("nosuid", "suid"), ("nodev", "dev")];

    // These imply some of the flags, depending on what follows them.
    private static readonly string[] Implying = ["user", "users", "owner", "group"];

    /// <summary>The flags that options ask for, each in one of its two forms; empty when other options imply some.</summary>
    public static IReadOnlyList<string> Wanted(string options)
    {
        var words = options.Split(',');
        return words.Intersect(Implying).Any()
            ? []
            : [.. Pairs.Select(p => Array.FindLastIndex(words, w => w == p.Set) > Array.FindLastIndex(words, w => w == p.Clear) ? p.Set : p.Clear)];
    }

    /// <summary>The wanted flags that a running mount does not have.</summary>
    public static IReadOnlyList<string> Missing(string options, LiveMount live) =>
        [.. Wanted(options).Where(flag => Has(live, flag) is false)];

    private static bool Has(LiveMount live, string flag) =>
        Array.Find(Pairs, p => p.Clear == flag) is { Set: { } set } ? !live.Flags.Contains(set) : live.Flags.Contains(flag);
}
