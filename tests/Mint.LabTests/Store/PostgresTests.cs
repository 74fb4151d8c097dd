using Mint.LabTests.Hosts;

namespace Mint.LabTests.Store;

/// <summary>The coordinator's own tests on its other engine: a real PostgreSQL, each test in a database of its own.</summary>
internal sealed class PostgresTests
{
    [Test, CancelAfter(600_000)]
    public async Task CoordinatorTests_OnPostgres_PassAsOnSqlite(CancellationToken ct)
    {
        await using var server = await LabHost.StartAsync(DebianRelease.Bookworm, "pg", builder => builder.WithImage("mint-lab/postgres:bookworm"), ct);
        var address = await LocalCommand.RunAsync("docker", ["inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", server.Name], ct: ct);
        await server.RunAsync("timeout 60 sh -c 'until pg_isready -q; do sleep 0.2; done'", ct);

        var run = await LocalCommand.TryAsync(
            "dotnet",
            ["test", Repository.At("tests", "Mint.UnitTests"), "--no-build", "--filter", "FullyQualifiedName~Mint.UnitTests.Coordinator"],
            Repository.Root,
            new Dictionary<string, string> { ["MINT_TEST_POSTGRES"] = $"Host={address};Database=mint;Username=mint;Password=mint" },
            ct);

        Assert.That(run.ExitCode, Is.Zero, run.ToString());
        Assert.That(run.Output, Does.Match("Passed: +[1-9][0-9]{2}"), "hundreds of them ran");
        Assert.That(await server.RunAsync("runuser -u postgres -- psql -Atc \"SELECT count(*) FROM pg_database\"", ct), Is.Not.EqualTo("4"), "and they ran here");
    }
}
