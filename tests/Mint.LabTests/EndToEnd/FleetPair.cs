using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Two coordinators of one fleet: one name for both, and one PostgreSQL behind them.</summary>
internal sealed class FleetPair : IAsyncDisposable
{
    /// <summary>As agents reach whichever of the two answers.</summary>
    public const string Url = "https://fleet.lab:7443";

    private const string Image = "mint-lab/postgres:bookworm";

    private readonly LabHost database;

    private FleetPair(LabHost database, LabHost first, LabHost second)
    {
        this.database = database;
        First = first;
        Second = second;
    }

    /// <summary>One.</summary>
    public LabHost First { get; }

    /// <summary>The other.</summary>
    public LabHost Second { get; }

    /// <summary>Asks the first.</summary>
    public FleetCli AskFirst { get; private set; } = FleetCli.OfLab;

    /// <summary>Asks the second.</summary>
    public FleetCli AskSecond { get; private set; } = FleetCli.OfLab;

    /// <summary>Boots the three, and waits until both coordinators answer.</summary>
    /// <param name="remote">The config repo.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<FleetPair> StartAsync(string remote, CancellationToken ct)
    {
        var hosts = await Task.WhenAll(
            LabHost.StartAsync(DebianRelease.Bookworm, "pg", builder => builder.WithImage(Image).WithNetwork(Lab.Network).WithNetworkAliases("pg.lab"), ct),
            LabHost.StartAsync(DebianRelease.Bookworm, "fleet-a", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("fleet.lab"), ct),
            LabHost.StartAsync(DebianRelease.Bookworm, "fleet-b", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("fleet.lab"), ct));
        var pair = new FleetPair(hosts[0], hosts[1], hosts[2]);
        try
        {
            // One after the other: what the first makes in the store the second finds.
            await InstallAsync(pair.First, remote, ct);
            await InstallAsync(pair.Second, remote, ct);
            await pair.LogInAsync(ct);
            return pair;
        }
        catch
        {
            await TestContext.Out.WriteLineAsync(await pair.First.ExplainAsync());
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task InstallAsync(LabHost host, string remote, CancellationToken ct)
    {
        const string Directory = "/etc/mint-coordinator";
        await CoordinatorPackage.InstallAsync(host, ct);
        await host.WriteAsync($"{Directory}/deploy_key", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "keys", "engineer"), ct), "600", ct);
        await host.WriteAsync($"{Directory}/known_hosts", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "known_hosts"), ct), ct: ct);
        await host.WriteAsync($"{Directory}/postgres", "Host=pg.lab;Database=mint;Username=mint;Password=mint", "600", ct);
        await host.WriteAsync(
            $"{Directory}/coordinator.yaml",
            $"""
            url: {Url}
            also_known_as: ["{await AddressAsync(host, ct)}"]
            api: {"{"} listen: "0.0.0.0:7444" {"}"}
            repository:
              url: {remote}
              branch: main
              ssh_key: {Directory}/deploy_key
              known_hosts: {Directory}/known_hosts
            poll: 1s
            postgres_file: {Directory}/postgres
            heartbeat_every: 2s
            silent_after: 10s
            {await ManagedHost.SignaturesAsync("require", ["engineer"], ct)}
            """,
            ct: ct);
        await host.RunAsync($"chown mint-coordinator {Directory}/deploy_key {Directory}/postgres && systemctl start mint-coordinator", ct);
    }

    private static Task<string> AddressAsync(LabHost host, CancellationToken ct) => host.RunAsync("hostname -i", ct);

    private async Task LogInAsync(CancellationToken ct)
    {
        var authority = Path.Combine(Lab.Directory, $"{First.Name}-ca.pem");
        await File.WriteAllTextAsync(authority, await First.RunAsync("mint-coordinator authority show", ct), ct);
        var token = (await First.RunAsync("mint-coordinator token create --name test --role admin", ct)).Trim();
        AskFirst = FleetCli.Of($"https://{await AddressAsync(First, ct)}:7444", token, authority);
        AskSecond = FleetCli.Of($"https://{await AddressAsync(Second, ct)}:7444", token, authority);
    }
}
