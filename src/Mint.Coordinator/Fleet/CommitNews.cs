using System.Data.Common;
using System.Text.RegularExpressions;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>Events that tell of commits: their text is the commit's subject, so who may not read the commit gets another one.</summary>
internal static partial class CommitNews
{
    /// <summary>The kind of these events.</summary>
    public const string Kind = "commit";

    /// <summary>Takes the subject out of the events on commits that the caller may not read.</summary>
    public static async Task VeilAsync(DbConnection connection, IReadOnlyCollection<HostEvent> told, Caller caller, CancellationToken ct)
    {
        var news = told.Where(e => IsVeiled(e.Event.Kind, caller)).Select(e => e.Event).ToList();
        var readable = await CommitSight.AmongAsync(connection, caller, [.. news.Select(e => e.Commit).Distinct()], ct);
        foreach (var one in news.Where(e => !readable.Contains(e.Commit)))
        {
            one.Summary = $"commit {CommitName.Short(one.Commit)} {one.Action}{Changes().Match(one.Summary).Value}";
        }
    }

    /// <summary>Whether the text of an event of this kind may be kept from the caller; then it is not searched either, since what is found tells of it.</summary>
    public static bool IsVeiled(string kind, Caller caller) => caller.Customers.Count > 0 && kind == Kind;

    [GeneratedRegex(": [0-9]+ changes?$")]
    private static partial Regex Changes();
}
