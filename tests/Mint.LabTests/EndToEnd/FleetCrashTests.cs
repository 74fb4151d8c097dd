namespace Mint.LabTests.EndToEnd;

/// <summary>A coordinator that is killed while reports flow in.</summary>
internal sealed class FleetCrashTests
{
    [Test, CancelAfter(240_000)]
    public async Task Kill_AtManyInstants_LosesNothingThatWasAcknowledged_AndDoublesNothing(CancellationToken ct)
    {
        await FleetProbe.EnsureAsync(ct);
        var tampering = Lab.Servers.Values.Select(server => FleetProbe.TamperAsync(server, 1, FleetProbe.Count, 0.5, ct)).ToList();
        var kills = 0;
        while (!Task.WhenAll(tampering).IsCompleted)
        {
            // The instants wander through connecting, taking in and acknowledging.
            await Task.Delay(TimeSpan.FromMilliseconds(900 + (370 * kills)), ct);
            await Lab.Coordinator.TryAsync("systemctl kill -s KILL --kill-who=main mint-coordinator", ct);
            kills++;
            await Eventually.BecomesAsync(
                "the coordinator is back",
                TimeSpan.FromSeconds(30),
                async () => (await Lab.Coordinator.TryAsync("systemctl is-active mint-coordinator", ct)).Output.Trim(),
                state => state == "active",
                ct);
            // How long agents wait between tries is no part of this.
            await Task.WhenAll(Lab.Servers.Values.Select(server => server.RunAsync("systemctl restart mint-agent", ct)));
        }

        await Task.WhenAll(tampering);
        Assert.That(kills, Is.GreaterThan(3));
        foreach (var (name, server) in Lab.Servers)
        {
            var count = await FleetDelivery.IsCompleteAsync(server, name, FleetCli.OfLab, TimeSpan.FromSeconds(60), ct);
            TestContext.Out.WriteLine($"{name}: {count} events, {kills} kills");
        }
    }
}
