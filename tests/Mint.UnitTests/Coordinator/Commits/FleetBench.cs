using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Core.Config;
using Mint.Platform.Git.Sync;
using Mint.UnitTests.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Commits;

/// <summary>A real repo with a signer, a real store, and everything that follows and leads commits; hosts report by a word of the test.</summary>
internal sealed class FleetBench : IAsyncDisposable
{
    public static readonly Caller Anna = new("anna", Role.Admin, []);

    // Set, the tests run on that PostgreSQL, each in a schema of its own.
    private static readonly string? Postgres = Environment.GetEnvironmentVariable("MINT_TEST_POSTGRES");

    private readonly string folder = Directory.CreateTempSubdirectory("mint-fleet-").FullName;
    private readonly string schema = $"fleet_{Guid.NewGuid():N}";
    private readonly WriteQueue queue;
    private readonly TestSigner signer;
    private readonly List<RepoFollower> followers = [];

    private FleetBench(TestSigner signer)
    {
        this.signer = signer;
        Database = Postgres is null ? new SqliteDatabase(Path.Join(folder, "coordinator.db")) : new PostgresDatabase($"{Postgres};Search Path={schema};Maximum Pool Size=10");
        queue = new WriteQueue(Database, Time, NullLogger<WriteQueue>.Instance);
        Signals.Listen(signal =>
        {
            Sent.Add(signal);
            return Task.CompletedTask;
        });
        Events = new EventLog(queue, Signals, Time, NullLogger<EventLog>.Instance);
        Options = new CoordinatorOptions
        {
            Url = new Uri("https://localhost:7443"),
            Agents = new(System.Net.IPAddress.Loopback, 7443),
            Api = new(System.Net.IPAddress.Loopback, 7444),
            Remote = new GitRemoteOptions { Url = $"file://{Repo.Path}" },
            Signatures = new SignatureSettings { Signers = new Dictionary<string, Signer> { [signer.Name] = signer.Public } },
            StateDirectory = folder,
        };
        Status = new RepoStatus(Database, queue, Time);
        Progress = new CommitProgressQuery(Database, Status, Options);
        Ledger = new ConvergenceLedger(Database, queue, Signals, Time);
        Engine = NewEngine();
        Releases = new Releases(Database, Signals, Time, NullLogger<Releases>.Instance);
        Desk = new RolloutDesk(Database, queue, Signals, Events, Progress);
        Follower = NewFollower();
    }

    public GitRepo Repo { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Database Database { get; }

    public LocalSignals Signals { get; } = new(NullLogger<Signals>.Instance);

    public List<Signal> Sent { get; } = [];

    public EventLog Events { get; }

    public CoordinatorOptions Options { get; }

    public RepoStatus Status { get; }

    public CommitProgressQuery Progress { get; }

    public ConvergenceLedger Ledger { get; }

    public RolloutEngine Engine { get; private set; }

    public Releases Releases { get; }

    public RolloutDesk Desk { get; }

    public RepoFollower Follower { get; private set; }

    public static async Task<FleetBench> StartAsync(TestSigner signer)
    {
        var bench = new FleetBench(signer);
        await bench.MakeSchemaAsync();
        await new Migrator(bench.Database).RunAsync(default);
        await bench.queue.StartAsync(default);
        await bench.Releases.StartAsync(default);
        bench.Fleet();
        return bench;
    }

    /// <summary>Writes mint.yaml.</summary>
    public void Fleet(string more = "")
    {
        Repo.Allow("require", signer);
        Repo.Write("mint.yaml", File.ReadAllText(Path.Join(Repo.Path, "mint.yaml")) + more);
    }

    public void Host(string name, string groups = "", string more = "") => Repo.Write($"hosts/{name}.yaml", $"customer: acme\ngroups: [{groups}]\n{more}");

    public async Task<string> PushAsync(string message)
    {
        var id = Repo.Commit(message, signer);
        Assert.That(await Follower.LookAsync(default), Is.TypeOf<SyncResult.Accepted>());
        return id;
    }

    /// <summary>What a host's rows would hold after its report, and what follows from that.</summary>
    public async Task ReportAsync(string host, string commit, string state = "converged", string? failed = null)
    {
        await WriteAsync(
            "UPDATE hosts SET enrolled_at = 1, state = @state, reported_state = @state, commit_id = @commit, failed = @count WHERE name = @host",
            new { host, commit, state, count = failed is null ? 0 : 1 });
        await WriteAsync("DELETE FROM concerns WHERE host = @host", new { host });
        if (failed is not null)
        {
            await WriteAsync(
                "INSERT INTO concerns (host, resource, condition, message, origin, failure_kind, since) VALUES (@host, @failed, 'failed', 'it broke', 'hosts/x.yaml:3:1', 'retry', 1)",
                new { host, failed });
        }

        await MoveAsync(host);
    }

    public async Task StateAsync(string host, string state, string reason = "")
    {
        await WriteAsync("UPDATE hosts SET state = @state, reason = @reason WHERE name = @host", new { host, state, reason });
        await MoveAsync(host);
    }

    /// <summary>What the loops do when a host's row changed.</summary>
    public async Task MoveAsync(string host)
    {
        await Ledger.NoteAsync([host], default);
        await Engine.EvaluateAsync(default);
    }

    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await Engine.EvaluateAsync(default);
    }

    /// <summary>Another coordinator takes over: nothing in memory, a clone of its own.</summary>
    public void TakeOver(string clone = "other")
    {
        Engine = NewEngine();
        Follower = NewFollower(clone);
    }

    public RepoFollower NewFollower(string? clone = null)
    {
        var options = clone is null ? Options : Options with { StateDirectory = Path.Join(folder, clone) };
        Directory.CreateDirectory(options.StateDirectory);
        var follower = new RepoFollower(options, Status, queue, Signals, Events, Engine, Time, NullLoggerFactory.Instance);
        followers.Add(follower);
        return follower;
    }

    public Task WriteAsync(string sql, object? values = null) =>
        queue.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, values, transaction), default);

    public async Task<List<T>> ReadAsync<T>(string sql, object? values = null)
    {
        await using var connection = await Database.OpenAsync(default);
        return (await connection.QueryAsync<T>(sql, values)).AsList();
    }

    public Task<List<string>> TouchedAsync(string commit) => ReadAsync<string>("SELECT host FROM commit_hosts WHERE commit_id = @commit ORDER BY host", new { commit });

    public IEnumerable<string> SentOf(string topic) => Sent.Where(signal => signal.Topic == topic).SelectMany(signal => signal.Body.Split('\n'));

    public async ValueTask DisposeAsync()
    {
        await Releases.StopAsync(default);
        Releases.Dispose();
        followers.ForEach(follower => follower.Dispose());
        Engine.Dispose();
        await queue.StopAsync(default);
        queue.Dispose();
        await DropSchemaAsync();
        await Database.DisposeAsync();
        Repo.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Task MakeSchemaAsync() => Postgres is null ? Task.CompletedTask : ReadAsync<int>($"CREATE SCHEMA {schema}");

    private Task DropSchemaAsync() => Postgres is null ? Task.CompletedTask : ReadAsync<int>($"DROP SCHEMA {schema} CASCADE");

    private RolloutEngine NewEngine() => new(Database, queue, Signals, Events, Time, NullLogger<RolloutEngine>.Instance);
}
