using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Guarding;
using Mint.Core.Ledger;

namespace Mint.Agent.Confirming;

/// <summary>
/// Commits that this host took back, as the ledger keeps them: the last one, and what it wanted of the way in, so that a later commit that
/// wants the same is not tried again by itself.
/// </summary>
internal sealed class Quarantine(ILedger ledger)
{
    private const string Fact = "quarantine";
    private const string HeadFact = "quarantined-head";
    private const string Trailer = "try-again";

    /// <summary>What was taken back last; null when nothing was, or it was tried again since.</summary>
    public TakenBack? Last => ledger.ReadFact(Fact)?.Split('\n') is [var commit, var specs, var reason, .. var members]
        ? new TakenBack(commit, specs, [.. members.Select(m => ResourceId.TryParse(m, out var id) ? id : (ResourceId?)null).OfType<ResourceId>()], reason)
        : null;

    /// <summary>The newest commit that is not in force for it; null when there is none.</summary>
    public string? Head => ledger.ReadFact(HeadFact);

    /// <summary>Puts a commit into quarantine.</summary>
    public void Put(TakenBack taken)
    {
        ledger.WriteFact(HeadFact, taken.Commit);
        ledger.WriteFact(Fact, string.Join('\n', new[] { taken.Commit ?? "", taken.Specs, taken.Reason.ReplaceLineEndings(" ") }.Concat(taken.Members.Select(m => m.ToString()))));
    }

    /// <summary>Why a commit must not be in force; null when it may.</summary>
    public string? WhyNot(DesiredState desired)
    {
        if (desired.Commit is not { } commit || Last is not { } last)
        {
            return null;
        }

        if (commit.Id == last.Commit)
        {
            return last.Reason;
        }

        return WayInSpecs.Hash(desired, last.Members) != last.Specs || new Release(commit.Trailers).Of(Trailer) > 0
            ? null
            : $"it wants the same of {string.Join(", ", last.Members)} as {Short(last.Commit)}, which was taken back; change that, or say 'Mint-Allow: {Trailer}=1' in a commit's message. {Short(last.Commit)}: {last.Reason}";
    }

    /// <summary>A commit is not in force for it.</summary>
    public void Refused(string commit) => ledger.WriteFact(HeadFact, commit);

    /// <summary>A commit is in force that may be; what failed stays remembered unless it is to be tried again.</summary>
    public void Passed(DesiredState desired)
    {
        if (Head is not null)
        {
            ledger.WriteFact(HeadFact, null);
        }

        if (Last is { } last && WayInSpecs.Hash(desired, last.Members) == last.Specs)
        {
            ledger.WriteFact(Fact, null);
        }
    }

    private static string Short(string? commit) => commit is null ? "a change" : commit[..Math.Min(7, commit.Length)];
}
