using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Planning;
using Mint.Modules.Ssh;

namespace Mint.Modules.Users;

/// <summary>
/// Holds what takes keys, sudo, a user or sshd's consent away from a host whose configuration then names nobody who can still get in. A commit
/// with the trailer <c>Mint-Allow: way-in=N</c>, N being the number of such changes, releases it.
/// </summary>
public sealed class WayInRule : IGuardRule
{
    private const string AdminGroup = "sudo";

    /// <inheritdoc/>
    public IEnumerable<Hold> Review(IReadOnlyList<Change> changes, ResourceGraph desired, Release release)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(release);
        bool GivesSudo(string group) => group == AdminGroup
            || SudoRule.GivesEverything(desired.Find(SudoRule.Id("%" + group)))
            || changes.Any(c => c.Id == SudoRule.Id("%" + group));
        var shutOut = WayIn.ShutOut(desired);
        var taking = changes.Where(c => TakesAway(c, GivesSudo) || (shutOut.Count > 0 && ShutsOut(c))).ToList();
        if (taking.Count == 0 || taking.Count <= release.Of("way-in") || WayIn.People(desired).Count > 0)
        {
            return [];
        }

        var reason = (shutOut.Count > 0
                ? $"afterwards sshd would let in nobody who has both a key and sudo ({string.Join("; ", shutOut.Select(s => $"{s.Name}: {s.Why}"))}); let one of them in, "
                : "afterwards no declared user would have both a key and sudo; give one to somebody first, ")
            + $"or release it by a commit with the trailer 'Mint-Allow: way-in={taking.Count}'";
        return taking.Select(c => new Hold(c, HoldKind.WayIn, reason, null));
    }

    /// <summary>What is made, and what only adds (a further key), takes nothing away: else a host that has no way in could never be given one.</summary>
    private static bool TakesAway(Change change, Predicate<string> givesSudo) => change.Action switch
    {
        ChangeAction.Delete => change.Id.Kind switch
        {
            UserProvider.KindName or AuthorizedKeysProvider.KindName => true,
            MembershipProvider.KindName => givesSudo(change.Id.Name.Split(':')[^1]),
            GroupProvider.KindName => givesSudo(change.Id.Name),
            _ => IsSudoers(change),
        },
        ChangeAction.Update => change.Id.Kind switch
        {
            UserProvider.KindName => change.Resource?.Spec is UserSpec { Present: false }
                || change.Differences.Any(d => d is { Attribute: "locked", After: "yes" })
                || Lost(change, "groups", ',').Any(g => givesSudo(g)),
            AuthorizedKeysProvider.KindName => Lost(change, "keys", '\n').Any(),
            _ => IsSudoers(change)
                && change.Differences.Any(d => d.Attribute == "content" && SudoRule.GivesEverything(d.Before) && !SudoRule.GivesEverything(d.After)),
        },
        _ => false,
    };

    private static bool ShutsOut(Change change) => change.Id == SshdProvider.Id && change.Action is ChangeAction.Create or ChangeAction.Update
        && change.Differences.Any(d => LoginRules.Keywords.Contains(d.Attribute, StringComparer.OrdinalIgnoreCase));

    private static bool IsSudoers(Change change) =>
        change.Id.Kind == "file" && change.Id.Name.StartsWith("/etc/sudoers.d/", StringComparison.Ordinal);

    /// <summary>Entries of a list that are there and shall not be.</summary>
    private static IEnumerable<string> Lost(Change change, string attribute, char separator) =>
        change.Differences.Where(d => d.Attribute == attribute).SelectMany(d => Entries(d.Before, separator).Except(Entries(d.After, separator)));

    private static string[] Entries(string? list, char separator) =>
        (list ?? "").Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
