using System.Runtime;

namespace Mint.Agent.Loop;

/// <summary>
/// Gives memory back after the rare turns that need much (a new commit, an apt run): between them the agent idles for hours, and a
/// customer's server has better use for it. A no-op turn is left alone.
/// </summary>
internal static class MemoryThrift
{
    /// <summary>Collects and returns memory to the system when the turn was a large one.</summary>
    public static void AfterTurn(Wake wake)
    {
        if (wake.Moved || wake.Orders.Count > 0)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
