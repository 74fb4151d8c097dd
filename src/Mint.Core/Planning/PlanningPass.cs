using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>What one planning pass gathers.</summary>
internal sealed class PlanningPass(DesiredState desired, IReadOnlyDictionary<ResourceId, OwnedResource> owned)
{
    private readonly List<ResourceId> settled = [];
    private readonly List<ResourceId> inSync = [];

    public DesiredState Desired { get; } = desired;

    public IReadOnlyDictionary<ResourceId, OwnedResource> Owned { get; } = owned;

    public List<Change> Changes { get; } = [];

    public List<Unreadable> Unreadable { get; } = [];

    public List<ResourceId> Gone { get; } = [];

    public int Examined { get; set; }

    public void AddInSync(Resource resource)
    {
        var settledBefore = Owned.TryGetValue(resource.Id, out var row) && row.SpecHash == Desired.HashOf(resource.Id);
        (settledBefore ? inSync : settled).Add(resource.Id);
    }

    public Change ChangeFor(Resource resource, object? state, IReadOnlyList<Difference> differences, IResourceProvider provider)
    {
        var row = Owned.GetValueOrDefault(resource.Id);
        var unmoved = row?.SpecHash == Desired.HashOf(resource.Id);
        return new Change(
            resource.Id,
            state is null ? ChangeAction.Create : ChangeAction.Update,
            unmoved ? ChangeReason.Drift : ChangeReason.Pending,
            differences,
            resource.Origin)
        {
            Resource = resource,
            Adopts = row is null && state is not null,
            Disturbs = provider.Disturbs(resource.Spec),
            Notifies = resource.Notifies,
        };
    }

    public Plan ToPlan() => new(Changes, Unreadable, Examined) { Settled = settled, InSync = inSync, Gone = Gone };
}
