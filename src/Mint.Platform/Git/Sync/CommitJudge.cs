using LibGit2Sharp;
using Mint.Core.Config;
using Mint.Core.Reporting;
using Mint.Platform.Git.Sync.Signing;

namespace Mint.Platform.Git.Sync;

/// <summary>
/// Decides whether a new head counts. Every commit on the way is judged by the rules in force before it: one that changes who may sign
/// must itself be signed by someone who already may, whatever the policy; the head must be signed as the policy says.
/// </summary>
/// <param name="pins">agent.yaml's <c>signatures</c>: the rules before the first commit, and a floor for the policy ever after.</param>
/// <param name="loadFleet">Reads mint.yaml of one commit.</param>
internal sealed class CommitJudge(SignatureSettings? pins, Func<IConfigFiles, FleetResult> loadFleet)
{
    private const int TrailerLimit = 1000;

    /// <summary>Judges a head.</summary>
    /// <param name="repository">Where it is.</param>
    /// <param name="head">The commit that the branch stands at.</param>
    /// <param name="accepted">The last accepted commit's id; null before the first.</param>
    /// <param name="ct">Stops the work.</param>
    /// <exception cref="IOException">A tool that is needed can't be run.</exception>
    /// <exception cref="LibGit2SharpException">The clone is damaged.</exception>
    public Judgement Judge(Repository repository, Commit head, string? accepted, CancellationToken ct)
    {
        if (repository.ObjectDatabase.RetrieveObjectMetadata(head.Id).Size > SignedCommit.SizeLimit)
        {
            var info = new CommitInfo(head.Sha, "", "", DateTimeOffset.UnixEpoch);
            return new Judgement(info, "The commit object is larger than 1 MiB.", []);
        }

        CommitInfo commit = Commits.Describe(head);
        try
        {
            return Judge(repository, head, commit, accepted, ct);
        }
        catch (RefusedException refused)
        {
            return new Judgement(commit, refused.Message, []);
        }
    }

    private Judgement Judge(Repository repository, Commit head, CommitInfo commit, string? accepted, CancellationToken ct)
    {
        History history = accepted is null
            ? new History([head], [head])
            : History.Between(repository, accepted, head) is var (found, fault) && found is not null ? found : throw new RefusedException($"{commit.ShortId} {fault}");
        if (CommitTree.Fault(repository, head.Tree, readBlobs: false) is { } treeFault)
        {
            throw new RefusedException($"{commit.ShortId} {treeFault}");
        }

        SignerRules rules = accepted is null ? Pins() : RulesOf(repository, repository.Lookup<Commit>(new ObjectId(accepted)));
        Verdict verdict = Verdict.Bad("was not looked at.");
        foreach (Commit step in history.Line)
        {
            (rules, verdict) = Step(repository, step, rules, step.Id == head.Id, ct);
        }

        KeyValuePair<string, string>[] trailers = [.. history.All.SelectMany(each => CommitMessage.Trailers(each.Message)).Take(TrailerLimit)];
        string[] warnings = verdict.Fault is null ? [] : [$"Commit {commit.ShortId} {verdict.Fault} It is followed because the policy is 'warn'."];
        return new Judgement(commit with { SignedBy = verdict.SignedBy, Trailers = trailers }, null, warnings);
    }

    // One commit under the rules before it; gives the rules after it.
    private (SignerRules Rules, Verdict Verdict) Step(Repository repository, Commit step, SignerRules before, bool isHead, CancellationToken ct)
    {
        string name = step.Sha[..7];
        SignerRules after = isHead ? RulesOf(repository, step) : TryRulesOf(repository, step) ?? before;
        bool changesSigners = !after.Same(before);
        Verdict verdict = isHead || changesSigners ? SignatureVerifier.Verify(repository, step, before.Keys, ct) : Verdict.Bad("was not looked at.");
        if (verdict.Fault is { } fault && (isHead || changesSigners))
        {
            RefuseIfNeeded(name, fault, before, changesSigners);
        }

        // Falling back to agent.yaml's pins would revive keys that were taken out of mint.yaml long ago.
        bool nobody = after.Keys.IsEmpty || (before.FromFleet && !after.FromFleet);
        return after.Policy == SignaturePolicy.Require && nobody
            ? throw new RefusedException($"{name} leaves nobody who may sign, while signatures are required.")
            : (after, verdict);
    }

    // Throws unless the rules let a commit without a good signature pass.
    private static void RefuseIfNeeded(string name, string fault, SignerRules before, bool changesSigners)
    {
        if (before.Keys.IsEmpty)
        {
            // Where nobody is named there is nobody to ask: under 'warn' the first names are taken as they come.
            if (before.Policy == SignaturePolicy.Require)
            {
                throw new RefusedException($"{name} can't be trusted: agent.yaml names no signers. Name them under signatures, or set the policy 'warn'.");
            }
        }
        else if (changesSigners)
        {
            throw new RefusedException($"{name} changes who may sign (signatures in mint.yaml), yet {fault} Such a commit must be signed by someone who already may.");
        }
        else if (before.Policy == SignaturePolicy.Require)
        {
            throw new RefusedException($"{name} {fault} The policy is 'require'.");
        }
    }

    private SignerRules Pins()
    {
        try
        {
            return SignerRules.Pinned(pins);
        }
        catch (FormatException error)
        {
            throw new RefusedException($"agent.yaml: {error.Message}");
        }
    }

    private SignerRules RulesOf(Repository repository, Commit commit)
    {
        using var files = new GitTreeFiles(repository.Info.Path, commit.Sha);
        FleetResult result = loadFleet(files);
        if (result.Fleet is not { } fleet)
        {
            string problem = result.Problems.Count > 0 ? $"{result.Problems[0].Origin}: {result.Problems[0].Message}" : "mint.yaml does not load";
            throw new RefusedException($"{commit.Sha[..7]} can't say who may sign: {problem}.");
        }

        try
        {
            return SignerRules.From(pins, fleet.Signatures);
        }
        catch (FormatException error)
        {
            throw new RefusedException($"{commit.Sha[..7]} can't say who may sign: mint.yaml: {error.Message}");
        }
    }

    // A mint.yaml that was broken for a while on the way changes nothing: the rules before it stay.
    private SignerRules? TryRulesOf(Repository repository, Commit commit)
    {
        try
        {
            return RulesOf(repository, commit);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private sealed class RefusedException(string message) : Exception(message);
}

/// <summary>What became of a head.</summary>
/// <param name="Commit">The commit; when it counts, with its signer and the trailers of all new commits.</param>
/// <param name="Refusal">Why it does not count; null when it does.</param>
/// <param name="Warnings">What a person should know although it counts.</param>
internal sealed record Judgement(CommitInfo Commit, string? Refusal, IReadOnlyList<string> Warnings);
