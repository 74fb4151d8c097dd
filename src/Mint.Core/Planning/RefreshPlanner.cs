using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>Adds to a plan, once each, the reloads and restarts that its changes cause or that are still owed.</summary>
internal static class RefreshPlanner
{
    public static void AddRefreshes(
        PlanningPass pass,
        IReadOnlySet<ResourceId> owed,
        IReadOnlyDictionary<string, IResourceProvider> providers,
        IReadOnlySet<ResourceId>? only)
    {
        var still = owed.Where(id => only is null || only.Contains(id));
        var targets = pass.Changes.SelectMany(c => c.Notifies).Concat(still).ToHashSet();
        var made = pass.Changes.Where(c => c.Action == ChangeAction.Create).Select(c => c.Id).ToHashSet();
        foreach (var resource in pass.Desired.Graph.InOrder.Where(r => targets.Contains(r.Id) && !made.Contains(r.Id)))
        {
            pass.Changes.Add(new Change(resource.Id, ChangeAction.Refresh, ChangeReason.Owed, [], resource.Origin)
            {
                Resource = resource,
                Disturbs = providers[resource.Id.Kind].Disturbs(resource.Spec),
                TakesTurn = providers[resource.Id.Kind].TakesTurn(resource.Spec),
            });
        }
    }
}
