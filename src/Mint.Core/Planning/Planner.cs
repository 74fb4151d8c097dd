using Mint.Core.Graph;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>
/// Desired × observed × ledger → changes. It holds no <see cref="IHost"/>, so it can't change anything.
/// </summary>
/// <param name="providers">Providers by kind.</param>
public sealed class Planner(IReadOnlyDictionary<string, IResourceProvider> providers)
{
    /// <summary>Plans the whole host, or only some resources of it.</summary>
    /// <param name="desired">What is wanted.</param>
    /// <param name="host">The host to look at; the caller begins the pass.</param>
    /// <param name="ledger">What we own.</param>
    /// <param name="only">Resources to look at; null for all, orphans included.</param>
    /// <param name="ct">Checked between resources.</param>
    public async Task<Plan> PlanAsync(
        DesiredState desired, IHostReader host, ILedgerReader ledger, IReadOnlySet<ResourceId>? only, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(ledger);
        var pass = new PlanningPass(desired, ledger.ReadOwned(), ledger.ReadTroubles());
        foreach (var resource in desired.Graph.InOrder)
        {
            if (only is null || only.Contains(resource.Id))
            {
                ct.ThrowIfCancellationRequested();
                await LookAsync(resource, pass, host, ct);
            }
        }

        foreach (var orphan in Orphans(pass, only))
        {
            ct.ThrowIfCancellationRequested();
            await LookAtOrphanAsync(orphan, pass, host, ct);
        }

        RefreshPlanner.AddRefreshes(pass, ledger.ReadOwed(), providers, only);
        return pass.ToPlan();
    }

    private static IEnumerable<OwnedResource> Orphans(PlanningPass pass, IReadOnlySet<ResourceId>? only) => pass.Owned.Values
        .Where(o => pass.Desired.Graph.Find(o.Id) is null && (only is null || only.Contains(o.Id)))
        .OrderByDescending(o => o.Position)
        .ThenByDescending(o => o.Id);

    private async Task LookAsync(Resource resource, PlanningPass pass, IHostReader host, CancellationToken ct)
    {
        var provider = providers[resource.Id.Kind];
        pass.Examined++;
        var failure = await Attempt.RunAsync(
            async () =>
            {
                var state = await provider.ReadAsync(resource.Id.Name, host, ct);
                pass.Add(resource, state, provider.Compare(resource.Spec, state), provider);
            },
            ct);
        if (failure is not null)
        {
            pass.Unreadable.Add(new Unreadable(resource.Id, failure.Kind, failure.Message, resource.Origin));
        }
    }

    private async Task LookAtOrphanAsync(OwnedResource orphan, PlanningPass pass, IHostReader host, CancellationToken ct)
    {
        pass.Examined++;
        if (!providers.TryGetValue(orphan.Id.Kind, out var provider))
        {
            pass.Unreadable.Add(new Unreadable(
                orphan.Id, FailureKind.NeedsPerson, $"this agent does not know the kind '{orphan.Id.Kind}'; it was owned by another version", orphan.Origin));
            return;
        }

        var failure = await Attempt.RunAsync(
            async () =>
            {
                if (await provider.ReadAsync(orphan.Id.Name, host, ct) is { } state)
                {
                    pass.Changes.Add(DropChange(orphan, provider, state));
                }
                else
                {
                    pass.Gone.Add(orphan.Id);
                }
            },
            ct);
        if (failure is not null)
        {
            pass.Unreadable.Add(new Unreadable(orphan.Id, failure.Kind, failure.Message, orphan.Origin));
        }
    }

    private static Change DropChange(OwnedResource orphan, IResourceProvider provider, object state)
    {
        if (orphan.Ownership == Ownership.Adopted)
        {
            return new Change(orphan.Id, ChangeAction.Disown, ChangeReason.Orphan, [], orphan.Origin);
        }

        var taken = provider.DescribeDeletion(orphan.Id.Name, state);
        return new Change(orphan.Id, ChangeAction.Delete, ChangeReason.Orphan, FormerSecret.Hide(FormerSecret.IsOf(orphan), taken), orphan.Origin)
        {
            HoldsData = provider.HoldsData,
            TouchesWayIn = provider.TouchesWayIn(orphan.Id.Name, taken),
            Notifies = orphan.Notifies,
        };
    }
}
