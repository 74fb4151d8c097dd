using Microsoft.Extensions.Time.Testing;
using Mint.Core;
using Mint.Core.Applying;
using Mint.Core.Config;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Testing;
using Mint.Testing.Hosts;

namespace Mint.UnitTests.Engine;

/// <summary>An engine with toys, on a host in memory whose time stands still unless it is moved.</summary>
internal sealed class World
{
    private readonly SecretKey key = new(new byte[32]);
    private Reconciler? engine;

    public World()
    {
        Host.Files.MakeDirectory("/toy");
        Host.Programs["toy-reload"] = (_, _) => new CommandResult("toy-reload", 0, "", "");
        Providers = new[] { Toy, Bundle, Vault, Chore, Gate }.ToDictionary(p => p.Kind, IResourceProvider (p) => p);
    }

    public FakeHost Host { get; } = new();

    public MemoryLedger Ledger { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Applied one by one.</summary>
    public ToyProvider Toy { get; } = new("toy");

    /// <summary>Applied together.</summary>
    public ToyProvider Bundle { get; } = new("bundle", together: true);

    /// <summary>Holds data.</summary>
    public ToyProvider Vault { get; } = new("vault", holdsData: true);

    /// <summary>Comes due by itself.</summary>
    public ToyProvider Chore { get; } = new("chore", comesDue: true);

    /// <summary>Touches the way in.</summary>
    public ToyProvider Gate { get; } = new("gate", wayIn: true);

    public Dictionary<string, IResourceProvider> Providers { get; }

    public List<IGuardRule> Rules { get; } = [];

    public FixedTurns Turns { get; } = new();

    public IConfirmation Confirmation { get; set; } = NoConfirmation.Instance;

    public GuardPolicy Policy { get; set; } = GuardPolicy.Default;

    public CommitInfo Commit { get; set; } = new("c0ffee0000000000000000000000000000000000", "Test", "anna", DateTimeOffset.UnixEpoch);

    public IEnumerable<string> Reloads => Host.Commands.Where(c => c.Program == "toy-reload").Select(c => c.Arguments[0]);

    public IEnumerable<string?> Told => Ledger.Events.Select(e => $"{e.Kind} {e.Resource} {e.Action}");

    public static ResourceId Id(string name, string kind = "toy") => new(kind, name);

    public static Resource Want(string name, string content = "1", string kind = "toy") =>
        new(Id(name, kind), new ToySpec(content), new Origin("hosts/a.yaml", 1 + name.Length, 3));

    public DesiredState Desired(params IEnumerable<Resource> resources)
    {
        var (graph, problems) = GraphBuilder.Build(resources, Providers);
        return problems.Count == 0 ? new DesiredState(Commit, graph, Providers, key) : throw new ArgumentException(problems[0].Message);
    }

    public RunRequest Request(IEnumerable<Resource> resources, Trigger trigger = Trigger.Timer, IEnumerable<ResourceId>? only = null) =>
        new(Desired(resources), Policy, trigger, only?.ToHashSet());

    public Task<RunReport> RunAsync(params IEnumerable<Resource> resources) => RunAsync(Request(resources));

    public Task<RunReport> RunAsync(RunRequest request, IHost? host = null, ILedger? ledger = null, CancellationToken ct = default)
    {
        var reconciler = host is null && ledger is null
            ? engine ??= New(Host, Ledger)
            : New(host ?? Host, ledger ?? Ledger);
        return reconciler.RunAsync(request, new Quiet(), ct);
    }

    /// <summary>A new process over the same ledger and host.</summary>
    public void Restart() => engine = null;

    public async Task<Plan> PlanAsync(params IEnumerable<Resource> resources)
    {
        Host.Forget();
        return await new Planner(Providers).PlanAsync(Desired(resources), Host, Ledger, null, CancellationToken.None);
    }

    public Task<GuardedPlan> ReviewAsync(params IEnumerable<Resource> resources) =>
        New(Host, Ledger).PlanAsync(Request(resources), CancellationToken.None);

    /// <summary>Somebody else writes a toy's file.</summary>
    public void Tamper(string name, string content = "tampered", string kind = "toy") => Host.Files.WriteText($"/toy/{kind}.{name}", content);

    public string? Read(string name, string kind = "toy") => Host.Files.ReadText($"/toy/{kind}.{name}");

    public void Advance(TimeSpan by)
    {
        Time.Advance(by);
        Host.Advance(by);
    }

    private Reconciler New(IHost host, ILedger ledger) => new(Providers, Rules, ledger, host, Time, Turns, Confirmation);

    /// <summary>A turn as a test wants it.</summary>
    internal sealed class FixedTurns : ITurns
    {
        public TurnStanding Standing { get; set; } = TurnStanding.Mine;
    }

    private sealed class Quiet : IProgress<ResourceResult>
    {
        public void Report(ResourceResult value)
        {
        }
    }
}
