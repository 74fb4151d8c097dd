using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Compares what a host told with what its coordinator has.</summary>
internal static class FleetDelivery
{
    /// <summary>Waits until everything that the host has told so far is there, and asserts that it is there once, and in order.</summary>
    /// <returns>How many events there are.</returns>
    public static async Task<int> IsCompleteAsync(LabHost host, string name, FleetCli fleet, TimeSpan within, CancellationToken ct)
    {
        var told = (await AgentEvent.OfAsync(host, ct, limit: 10_000)).Select(e => e.Sequence).Order().ToList();
        Assert.That(told, Is.Not.Empty);
        var (stored, _) = await Eventually.BecomesAsync(
            $"event {told[^1]} of {name} is at the coordinator",
            within,
            async () => (await fleet.EventsOfAsync(name, ct)).Select(e => e.Event.Sequence).ToList(),
            all => all.Contains(told[^1]),
            ct);
        Assert.That(stored.Where(sequence => sequence <= told[^1]), Is.EqualTo(told), "each event once, none missing, in the order of its number");
        return told.Count;
    }
}
