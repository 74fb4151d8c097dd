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
        const string Secret = $"{FleetCoordinator.Directory}/postgres";
        await host.WriteAsync(Secret, "Host=pg.lab;Database=mint;Username=mint;Password=mint", "644", ct);
        await FleetCoordinator.InstallAsync(host, Url, remote, $"postgres_file: {Secret}", ct);
    }

    private async Task LogInAsync(CancellationToken ct)
    {
        var authority = Path.Combine(Lab.Directory, $"{First.Name}-ca.pem");
        await File.WriteAllTextAsync(authority, await First.RunAsync("mint-coordinator authority show", ct), ct);
        var token = (await First.RunAsync("mint-coordinator token create --name test --role admin", ct)).Trim();
        AskFirst = FleetCli.Of(await FleetCoordinator.ApiAsync(First, ct), token, authority);
        AskSecond = FleetCli.Of(await FleetCoordinator.ApiAsync(Second, ct), token, authority);
    }
}
