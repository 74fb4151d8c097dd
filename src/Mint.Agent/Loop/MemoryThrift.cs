using System.Runtime;
using Mint.Platform.Linux;

namespace Mint.Agent.Loop;

/// <summary>
/// Gives memory back after the rare turns that need much (a new commit, an apt run): between them the agent idles for hours, and a
/// customer's server has better use for it. A no-op turn is left alone.
/// </summary>
internal static class MemoryThrift
{
    /// <summary>Collects, and returns what is free to the system.</summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ProcessMemory.PageOutCode();
    }
}
