using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Planning;

namespace Mint.Core.Applying;

/// <summary>What one run knows while it goes: what may be done, what is owed, what failed.</summary>
internal sealed class ApplyRun
{
    private readonly IProgress<ResourceResult> progress;
    private readonly List<ResourceResult> results = [];
    private readonly HashSet<ResourceId> blocked = [];
    private readonly SortedSet<ResourceId> failed = [];
    private readonly HashSet<ResourceId> notifiedByDeletes;
    private readonly HashSet<ResourceId> neededByWork;

    public ApplyRun(GuardedPlan plan, DesiredState desired, ILedgerReader ledger, IProgress<ResourceResult> progress)
    {
        (Desired, this.progress) = (desired, progress);
        Work = plan.Go.Where(c => c.Action is ChangeAction.Create or ChangeAction.Update).ToDictionary(c => c.Id);
        Refreshes = plan.Go.Where(c => c.Action == ChangeAction.Refresh).ToDictionary(c => c.Id);
        Drops = [.. plan.Go.Where(c => c.Action is ChangeAction.Delete or ChangeAction.Disown)];
        Owed = [.. ledger.ReadOwed()];
        notifiedByDeletes = [.. Drops.SelectMany(c => c.Notifies)];
        neededByWork = [.. Work.Values.SelectMany(c => c.Resource?.DependsOn ?? [])];
        blocked.UnionWith(plan.Holds.Where(h => h.HoldsDependents).Select(h => h.Change.Id));
        failed.UnionWith(plan.Holds.Where(h => h is { Kind: HoldKind.Trouble, HoldsDependents: true }).Select(h => h.Change.Id));
        failed.UnionWith(plan.Plan.Unreadable.Select(u => u.Id));
        blocked.UnionWith(failed);
    }

    public DesiredState Desired { get; }

    public IReadOnlyDictionary<ResourceId, Change> Work { get; }

    public IReadOnlyDictionary<ResourceId, Change> Refreshes { get; }

    public IReadOnlyList<Change> Drops { get; }

    public HashSet<ResourceId> Owed { get; }

    public HashSet<ResourceId> Made { get; } = [];

    public IReadOnlyList<ResourceResult> Results => results;

    public bool Interrupted { get; set; }

    public bool HasWork(ResourceId id) => Work.ContainsKey(id) || Refreshes.ContainsKey(id);

    /// <summary>A deletion will ask for the same reload, and nothing waits for it: then once, at the end.</summary>
    public bool RefreshComesLater(ResourceId id) => notifiedByDeletes.Contains(id) && !neededByWork.Contains(id);

    /// <summary>What is wanted and in place, as far as is known: without what failed, waits to be made, or can't be looked at.</summary>
    public ResourceGraph InPlace() => new([.. Desired.Graph.InOrder.Where(r => !blocked.Contains(r.Id))]);

    /// <summary>What keeps a resource from its turn; null when nothing does. What comes last is kept from it by any failure.</summary>
    public ResourceId? BlockedBy(Resource resource) =>
        (resource.ComesLast ? failed : resource.DependsOn.Where(blocked.Contains)).Select(id => (ResourceId?)id).FirstOrDefault();

    /// <summary>What keeps a resource from being reloaded: as <see cref="BlockedBy"/>, or that it failed itself.</summary>
    public ResourceId? RefreshBlockedBy(Resource resource) => blocked.Contains(resource.Id) ? resource.Id : BlockedBy(resource);

    public void Add(ResourceResult result)
    {
        if (result.Outcome is Outcome.Failed or Outcome.Skipped)
        {
            blocked.Add(result.Id);
        }

        if (result.Outcome == Outcome.Failed)
        {
            failed.Add(result.Id);
        }

        results.Add(result);
        progress.Report(result);
    }
}
