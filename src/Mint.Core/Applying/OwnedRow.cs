using Mint.Core.Graph;
using Mint.Core.Ledger;

namespace Mint.Core.Applying;

/// <summary>Makes the ledger's row of a resource that is now in force.</summary>
internal static class OwnedRow
{
    public static OwnedResource For(Resource resource, Ownership ownership, DesiredState desired, DateTimeOffset at) =>
        new(resource.Id, ownership, desired.HashOf(resource.Id), resource.Origin)
        {
            SpecJson = desired.JsonOf(resource.Id),
            Commit = desired.Commit?.Id,
            AppliedAt = at,
            Position = desired.PositionOf(resource.Id),
            Notifies = resource.Notifies,
        };
}
