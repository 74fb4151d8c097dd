using Mint.Cli.Reports;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Providers;

namespace Mint.Cli.Planning;

/// <summary>
/// What the way from one revision to another would change on a host that stands at the first: a plan without a host. It can't know
/// what was there before the host was managed, so something adopted shows as deleted though the agent would leave it in place.
/// </summary>
/// <param name="providers">Providers by kind.</param>
internal sealed class GraphComparison(IReadOnlyDictionary<string, IResourceProvider> providers)
{
    // Equal secrets must hash equally on both sides, and nowhere else.
    private readonly SecretKey key = SecretKey.CreateEphemeral();

    /// <summary>The changes: first what is made or altered, in order; then what goes, in reverse; then what is reloaded.</summary>
    public IReadOnlyList<PlannedChange> Compare(ResourceGraph from, ResourceGraph to)
    {
        var changed = to.InOrder.Select(r => Change(from.Find(r.Id), r)).OfType<PlannedChange>().ToList();
        var gone = from.InOrder.Reverse().Where(r => to.Find(r.Id) is null).ToList();
        var touched = changed.Select(c => c.Resource).ToHashSet(StringComparer.Ordinal);
        var made = changed.Where(c => c.Action == "create").Select(c => c.Resource).ToHashSet(StringComparer.Ordinal);
        var notified = to.InOrder.Where(r => touched.Contains(r.Id.ToString())).Concat(gone).SelectMany(r => r.Notifies).ToHashSet();
        return
        [
            .. changed,
            .. gone.Select(Deletion),
            .. to.InOrder.Where(r => notified.Contains(r.Id) && !made.Contains(r.Id.ToString())).Select(Refresh),
        ];
    }

    /// <summary>Whether the changes stay within the limits, or the commits' trailers release them.</summary>
    public static LimitsReport Limits(IReadOnlyList<PlannedChange> changes, GuardPolicy policy, Release release) => PlanMapping.Limits(
        changes,
        policy with
        {
            DeleteLimit = Math.Max(policy.DeleteLimit, release.Of("delete")),
            RestartLimit = Math.Max(policy.RestartLimit, release.Of("restart")),
        });

    private PlannedChange? Change(Resource? before, Resource after)
    {
        var differences = SpecDifference.Of(before is null ? null : Json(before), Json(after));
        return before is not null && differences.Count == 0 ? null : new PlannedChange(
            after.Id.ToString(),
            before is null ? "create" : "update",
            "pending",
            PlanMapping.Text(after.Origin),
            differences,
            after.Mode == Mode.Observe ? new HoldReport("observe", "only observed: its mode is 'observe'", null) : null,
            Adopts: false,
            HoldsData: false,
            providers[after.Id.Kind].Disturbs(after.Spec))
        {
            TouchesWayIn = providers[after.Id.Kind].TouchesWayIn(after.Id.Name, [.. differences.Select(d => new Difference(d.Attribute, d.Before, d.After))]),
        };
    }

    private PlannedChange Deletion(Resource gone) => new(
        gone.Id.ToString(),
        "delete",
        "orphan",
        PlanMapping.Text(gone.Origin),
        [],
        null,
        Adopts: false,
        HoldsData: providers[gone.Id.Kind].HoldsData,
        Disturbs: false)
    {
        TouchesWayIn = providers[gone.Id.Kind].TouchesWayIn(gone.Id.Name, [new Difference("state", "present", null)]),
    };

    private PlannedChange Refresh(Resource resource) => new(
        resource.Id.ToString(),
        "refresh",
        "owed",
        PlanMapping.Text(resource.Origin),
        [],
        null,
        Adopts: false,
        HoldsData: false,
        providers[resource.Id.Kind].Disturbs(resource.Spec));

    private string Json(Resource resource) => providers[resource.Id.Kind].Serialize(resource.Spec, key);
}
