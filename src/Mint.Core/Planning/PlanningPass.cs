using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>What one planning pass gathers.</summary>
internal sealed class PlanningPass(
    DesiredState desired, IReadOnlyDictionary<ResourceId, OwnedResource> owned, IReadOnlyDictionary<ResourceId, Trouble> troubles)
{
    private readonly List<ResourceId> settled = [];
    private readonly List<ResourceId> inSync = [];

    public DesiredState Desired { get; } = desired;

    public IReadOnlyDictionary<ResourceId, OwnedResource> Owned { get; } = owned;

    public List<Change> Changes { get; } = [];

    public List<Unreadable> Unreadable { get; } = [];

    public List<ResourceId> Gone { get; } = [];

    public int Examined { get; set; }

    /// <summary>Adds a desired resource as it was found.</summary>
    public void Add(Resource resource, object? state, IReadOnlyList<Difference> differences, IResourceProvider provider)
    {
        if (differences.Count > 0)
        {
            Changes.Add(ChangeFor(resource, state, differences, provider));
            return;
        }

        var settledBefore = Owned.TryGetValue(resource.Id, out var row) && row.SpecHash == Desired.HashOf(resource.Id);
        (settledBefore ? inSync : settled).Add(resource.Id);
    }

    private Change ChangeFor(Resource resource, object? state, IReadOnlyList<Difference> differences, IResourceProvider provider)
    {
        var row = Owned.GetValueOrDefault(resource.Id);
        var proven = row is not null && HostMoved(row);
        return new Change(
            resource.Id,
            state is null ? ChangeAction.Create : ChangeAction.Update,
            proven && !provider.ComesDue ? ChangeReason.Drift : ChangeReason.Pending,
            FormerSecret.Hide(FormerSecret.IsOf(row), differences),
            resource.Origin)
        {
            Resource = resource,
            Adopts = row is null && state is not null,
            HeldSecret = FormerSecret.IsOf(row),
            Disturbs = provider.Disturbs(resource.Spec),
            TakesTurn = provider.TakesTurn(resource.Spec),
            ComesDue = provider.ComesDue,
            Proven = proven,
            TouchesWayIn = !proven && provider.TouchesWayIn(resource.Id.Name, differences),
            Notifies = resource.Notifies,
        };
    }

    /// <summary>Whether this very spec was in force. After another spec failed halfway it may be us who moved the host, so that is nobody's drift.</summary>
    private bool HostMoved(OwnedResource row) => row.SpecHash == Desired.HashOf(row.Id) && !AnotherSpecFailed(row);

    private bool AnotherSpecFailed(OwnedResource row) =>
        troubles.GetValueOrDefault(row.Id)?.SpecHash is { Length: > 0 } failed && failed != row.SpecHash;

    public Plan ToPlan() => new(Changes, Unreadable, Examined) { Settled = settled, InSync = inSync, Gone = Gone };
}
