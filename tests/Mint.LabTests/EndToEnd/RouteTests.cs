namespace Mint.LabTests.EndToEnd;

/// <summary>Static routes on a real kernel: noticed when they go, made again after a boot, taken back when the configuration no longer names them.</summary>
internal sealed class RouteTests
{
    private const string Network = "198.51.100.0/24";
    private const string Sections = $"routes:\n  {Network}: {{ interface: lo }}\n";

    [Test, CancelAfter(300_000)]
    public async Task Route_DeletedRebootedAndUndeclared_IsAsTheRepoSays(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Sections, ct: ct);
        Assert.That(await RoutesAsync(managed, ct), Does.Contain("dev lo"));

        await managed.Host.RunAsync($"ip route del {Network} dev lo proto 109", ct);
        await BecomesAsync(managed, "back after it was deleted", TimeSpan.FromSeconds(2), routes => routes.Contains("dev lo", StringComparison.Ordinal), ct);

        await managed.Host.RunAsync($"ip route replace {Network} dev eth0 proto 109", ct);
        await BecomesAsync(managed, "back after it was altered", TimeSpan.FromSeconds(2), routes => routes.Contains("dev lo", StringComparison.Ordinal), ct);

        await managed.Host.CutPowerAsync(ct);
        await managed.Host.SwitchOnAsync(ct);
        await BecomesAsync(managed, "made again at boot", TimeSpan.FromSeconds(60), routes => routes.Contains("dev lo", StringComparison.Ordinal), ct);

        await managed.Host.RunAsync($"ip route add {Network} dev eth0 metric 50 proto static", ct);
        await managed.ConvergesAsync(await managed.PushAsync("packages: {}\n", ct: ct), TimeSpan.FromSeconds(60), ct);
        Assert.That(await RoutesAsync(managed, ct), Does.Not.Contain("dev lo").And.Contain("dev eth0"), "ours is gone, somebody else's stays");
    }

    private static async Task<string> RoutesAsync(ManagedHost managed, CancellationToken ct) => (await managed.Host.TryAsync($"ip route show {Network}", ct)).Output;

    private static async Task BecomesAsync(ManagedHost managed, string what, TimeSpan within, Func<string, bool> accept, CancellationToken ct) =>
        await Eventually.BecomesAsync(what, within, () => RoutesAsync(managed, ct), accept, ct);
}
