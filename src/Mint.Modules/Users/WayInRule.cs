using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Planning;

namespace Mint.Modules.Users;

/// <summary>
/// Holds what takes keys, sudo or a user away from a host whose configuration then names nobody who can still get in. A commit
/// with the trailer <c>Mint-Allow: way-in=N</c>, N being the number of such changes, releases it.
/// </summary>
public sealed class WayInRule : IGuardRule
{
    /// <inheritdoc/>
    public IEnumerable<Hold> Review(IReadOnlyList<Change> changes, ResourceGraph desired, Release release)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(release);
        var taking = changes.Where(TakesAway).ToList();
        if (taking.Count == 0 || taking.Count <= release.Of("way-in") || WayIn.People(desired).Count > 0)
        {
            return [];
        }

        var reason = "afterwards no declared user would have both a key and sudo; give one to somebody first, "
            + $"or release it by a commit with the trailer 'Mint-Allow: way-in={taking.Count}'";
        return taking.Select(c => new Hold(c, HoldKind.WayIn, reason, null));
    }

    private static bool TakesAway(Change change) => change.Id.Kind switch
    {
        UserProvider.KindName => Removes(change) || change.Resource?.Spec is UserSpec { Present: false } or UserSpec { Locked: true },
        MembershipProvider.KindName => Removes(change) && change.Id.Name.EndsWith(":sudo", StringComparison.Ordinal),
        AuthorizedKeysProvider.KindName => Removes(change) || change.Action == ChangeAction.Update,
        "file" => Removes(change) && change.Id.Name.StartsWith("/etc/sudoers.d/", StringComparison.Ordinal),
        _ => false,
    };

    private static bool Removes(Change change) => change.Action == ChangeAction.Delete;
}
