using Mint.Core.Confirming;
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
    private readonly HashSet<ResourceId> heldRefreshes;
    private List<ResourceResult>? onTrial;
    private readonly List<Action> keptRecords = [];

    public ApplyRun(GuardedPlan plan, DesiredState desired, ILedgerReader ledger, IProgress<ResourceResult> progress)
    {
        (Desired, this.progress) = (desired, progress);
        Work = plan.Go.Where(c => c.Action is ChangeAction.Create or ChangeAction.Update).ToDictionary(c => c.Id);
        Refreshes = plan.Go.Where(c => c.Action == ChangeAction.Refresh).ToDictionary(c => c.Id);
        Drops = [.. plan.Go.Where(c => c.Action is ChangeAction.Delete or ChangeAction.Disown)];
        Owed = [.. ledger.ReadOwed()];
        notifiedByDeletes = [.. Drops.SelectMany(c => c.Notifies)];
        heldRefreshes = [.. plan.Holds.Where(h => h.Change.Action == ChangeAction.Refresh).Select(h => h.Change.Id)];
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

    /// <summary>What was taken back, since it was not confirmed: then the run ends. Null when nothing was.</summary>
    public TakenBack? TakenBack { get; set; }

    /// <summary>Whether a change of the way in would take effect only by a reload that is held.</summary>
    public bool RefreshIsHeld(ResourceId id) => heldRefreshes.Contains(id);

    /// <summary>From now on results and records of what is in force wait for <see cref="EndTrial"/>: they may be taken back.</summary>
    public void BeginTrial() => onTrial = [];

    /// <summary>Ends the trial, and gives its results; when it is kept, what was recorded meanwhile is recorded in the ledger.</summary>
    public IReadOnlyList<ResourceResult> EndTrial(bool kept)
    {
        var ended = onTrial ?? [];
        var records = keptRecords.ToList();
        onTrial = null;
        keptRecords.Clear();
        if (kept)
        {
            records.ForEach(record => record());
        }

        return ended;
    }

    /// <summary>Records something in the ledger that is true only if what is on trial is kept; at once, when nothing is on trial.</summary>
    public void Record(Action record)
    {
        if (onTrial is null)
        {
            record();
        }
        else
        {
            keptRecords.Add(record);
        }
    }

    public bool HasWork(ResourceId id) => Work.ContainsKey(id) || Refreshes.ContainsKey(id);

    public bool TouchesWayIn(ResourceId id) => Work.TryGetValue(id, out var change) && change.TouchesWayIn;

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

        if (onTrial is not null)
        {
            onTrial.Add(result);
            return;
        }

        results.Add(result);
        progress.Report(result);
    }
}
