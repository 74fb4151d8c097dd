using System.Globalization;
using System.Text.RegularExpressions;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Three servers of one network find each other through the coordinator, are seen to, and change a key under traffic.</summary>
internal sealed partial class MeshTests
{
    private const string Url = "https://mesh.lab:7443";
    private const int Pings = 300;
    private static readonly string[] Names = [ManagedHost.Name, "probe-02", "probe-03"];

    [Test, CancelAfter(480_000)]
    public async Task Members_OfANetwork_FindEachOtherAreSeenAndChangeAKeyWithoutANoticeableGap(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync("packages: {}\n", ct: ct);
        await using var coordinator = await LabHost.StartAsync(DebianRelease.Bookworm, "mesh", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("mesh.lab"), ct);
        await managed.Repo.WriteAsync(
            "mint.yaml", await ManagedHost.FleetAsync("require", ct) + $"networks:\n  mint0: {{ cidr: 10.90.0.0/16, port: 51820, keepalive: 5s, hosts: [{string.Join(", ", Names)}] }}\n", ct);
        foreach (var (name, number) in Names.Select((name, i) => (name, i + 1)).Skip(1))
        {
            await managed.Repo.WriteAsync($"hosts/{name}.yaml", Member(number), ct);
        }

        await managed.PushAsync(Member(1), message: "A network of three", ct: ct);
        await using var second = await managed.JoinAsync(Names[1], _ => Task.CompletedTask, ct);
        await using var third = await managed.JoinAsync(Names[2], _ => Task.CompletedTask, ct);
        LabHost[] hosts = [managed.Host, second, third];
        await FleetCoordinator.InstallAsync(coordinator, Url, managed.Remote, "", ct);
        var fleet = await FleetCoordinator.EnrolAsync(coordinator, Url, [.. Names.Zip(hosts)], ct);

        await Eventually.BecomesAsync(
            "every way is fresh", TimeSpan.FromSeconds(120), () => fleet.RunAsync(["mesh", "mint0"], ct), page => page.Split("fresh").Length == 7 && !page.Contains("never", StringComparison.Ordinal), ct);
        Assert.That(await managed.Host.RunAsync("mint wireguard", ct), Does.Contain(Names[1]).And.Contain(Names[2]));

        var pinging = second.RunAsync($"ping -i 0.2 -c {Pings} -q 10.90.0.1 || true", ct);
        await managed.Host.RunAsync("mint wireguard rotate mint0 --in 30s", ct);
        await Eventually.BecomesAsync(
            "everybody is told of the new key", TimeSpan.FromSeconds(25), () => fleet.RunAsync(["mesh", "mint0"], ct), page => page.Contains("gets a new key", StringComparison.Ordinal), ct);
        var lost = Pings - int.Parse(Received().Match(await pinging).Groups[1].Value, CultureInfo.InvariantCulture);

        Assert.That(lost, Is.LessThan(15), "pings that were lost while a key changed");
        Assert.That(await managed.Host.RunAsync("mint history", ct), Does.Contain("lets a new key follow in mint0").And.Not.Contain("called off"));
    }

    [GeneratedRegex("(\\d+) received")]
    private static partial Regex Received();

    private static string Member(int number) => string.Create(CultureInfo.InvariantCulture, $"wireguard: {{ mint0: {{ address: 10.90.0.{number} }} }}\n");
}
