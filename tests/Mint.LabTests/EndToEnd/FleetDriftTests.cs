namespace Mint.LabTests.EndToEnd;

/// <summary>That somebody hears of what was done by hand on a server, and at once.</summary>
internal sealed class FleetDriftTests
{
    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await FleetProbe.EnsureAsync(timeout.Token);
    }

    [Test, CancelAfter(120_000)]
    public async Task Drift_Watched_IsHeardOfWithinASecond([Values("web-01", "web-02")] string server, CancellationToken ct)
    {
        var path = FleetProbe.Path(1);
        await using var watch = FleetCli.OfLab.Watch("drift", $"host:{server}");
        // Until the watch is linked; what happens before would be told too, but later.
        await Task.Delay(TimeSpan.FromSeconds(2), ct);

        // Host and test share one clock.
        var tampered = DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(await Lab.Servers[server].RunAsync($"echo tampered > {path}; date +%s%3N", ct), System.Globalization.CultureInfo.InvariantCulture));
        var (drift, heard) = await watch.HearsAsync<FleetEvent>(
            "the drift", TimeSpan.FromSeconds(10), news => news.Event.Resource?.EndsWith(path, StringComparison.Ordinal) == true && news.Event.At >= tampered.AddSeconds(-1), ct);

        TestContext.Out.WriteLine($"heard after {(heard - tampered).TotalMilliseconds:0} ms");
        Assert.Multiple(() =>
        {
            Assert.That(heard - tampered, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(drift.Host, Is.EqualTo(server));
            Assert.That(drift.Event.Action, Is.EqualTo("repaired"));
            Assert.That(drift.Event.Origin, Does.StartWith("groups/fleet-probe.yaml:"), "the line of the YAML that asks for it");
            Assert.That(drift.Event.Differences.Single(d => d.Attribute == "content").Before, Does.Contain("tampered"));
        });
        Assert.That(await Lab.Servers[server].RunAsync($"cat {path}", ct), Is.EqualTo("kept"));
    }
}
