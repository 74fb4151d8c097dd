using LibGit2Sharp;
using Mint.Core.Config;
using Mint.Platform.Git.Sync;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class CommitJudgeTests
{
    private TestSigner anna = TestSigner.Ssh("anna");
    private TestSigner bob = TestSigner.Ssh("bob");
    private GitRepo repo = new();

    [OneTimeTearDown]
    public void ForgetKeys()
    {
        anna.Dispose();
        bob.Dispose();
    }

    [SetUp]
    public void Begin() => repo = new GitRepo();

    [TearDown]
    public void End() => repo.Dispose();

    [Test]
    public void Judge_FirstCommitByPinnedKey_Counts()
    {
        repo.Allow("require", bob);
        repo.Commit("Begin", anna);
        Judgement judgement = Judge(null, Pins(anna));
        Assert.That(judgement.Refusal, Is.Null);
        Assert.That(judgement.Commit.SignedBy, Is.EqualTo("anna (ssh)"));
        Assert.That(judgement.Warnings, Is.Empty);
    }

    [Test]
    public void Judge_FirstCommitUnsigned_IsRefused()
    {
        repo.Allow("require", anna);
        repo.Commit("Begin");
        Assert.That(Judge(null, Pins(anna)).Refusal, Does.Contain("is not signed"));
    }

    [Test]
    public void Judge_FirstCommitByItsOwnSignerOnly_IsRefused()
    {
        repo.Allow("require", bob);
        repo.Commit("Begin", bob);
        Assert.That(Judge(null, Pins(anna)).Refusal, Does.Contain("not among the allowed signers"));
    }

    [Test]
    public void Judge_NoPinsAtAll_IsRefused()
    {
        repo.Allow("require", anna);
        repo.Commit("Begin", anna);
        Assert.That(Judge(null, null).Refusal, Does.Contain("agent.yaml names no signers"));
    }

    [Test]
    public void Judge_UnsignedHead_IsRefusedOrWarnedOfByPolicy()
    {
        repo.Allow("warn", anna);
        string first = repo.Commit("Begin", anna);
        string second = repo.Commit("Unsigned");
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain(second[..7]).And.Contain("is not signed"), "agent.yaml's policy is a floor");
        Judgement lenient = Judge(first, Pins(SignaturePolicy.Warn, anna));
        Assert.That(lenient.Refusal, Is.Null);
        Assert.That(lenient.Warnings, Has.Count.EqualTo(1).And.ItemAt(0).Contains("is not signed"));
        Assert.That(lenient.Commit.SignedBy, Is.Null);
    }

    [Test]
    public void Judge_RepoStricterThanAgent_Refuses()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Commit("Unsigned");
        Assert.That(Judge(first, Pins(SignaturePolicy.Warn, anna)).Refusal, Does.Contain("is not signed"));
    }

    [Test]
    public void Judge_UnsignedBetween_IsVouchedForByTheSignedHead()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Commit("Unsigned\n\nMint-Allow: delete=6");
        repo.Commit("Signed\n\nMint-Allow: restart=2", anna);
        Judgement judgement = Judge(first, Pins(anna));
        Assert.That(judgement.Refusal, Is.Null);
        Assert.That(judgement.Commit.Trailers.Select(trailer => trailer.Value), Is.EqualTo(new[] { "delete=6", "restart=2" }));
    }

    [Test]
    public void Judge_WrongSigner_IsRefused()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Commit("By a stranger", bob);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("not among the allowed signers"));
    }

    [Test]
    public void Judge_RotationInOneFetch_FollowsTheChainOfHands()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Allow("require", bob);
        string handover = repo.Commit("Anna hands over to Bob", anna);
        Assert.That(Judge(first, Pins(anna)).Commit.SignedBy, Is.EqualTo("anna (ssh)"), "the handover itself is the head");
        repo.Commit("Bob works", bob);
        Assert.That(Judge(first, Pins(anna)).Commit.SignedBy, Is.EqualTo("bob (ssh)"));
        repo.Commit("Anna again", anna);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("not among the allowed signers"));
        Assert.That(Judge(handover, Pins(anna)).Refusal, Does.Contain("not among the allowed signers"), "pins count no more");
    }

    [TestCase("require")]
    [TestCase("warn")]
    public void Judge_NewcomerAddsThemselves_IsRefused(string policy)
    {
        repo.Allow(policy, anna);
        string first = repo.Commit("Begin", anna);
        repo.Allow(policy, anna, bob);
        string grab = repo.Commit("Me too", bob);
        repo.Commit("And on", bob);
        Assert.That(Judge(first, Pins(SignaturePolicy.Warn, anna)).Refusal, Does.Contain(grab[..7]).And.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_NewcomerAddedWhileMintYamlWasBroken_IsRefused()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Write("mint.yaml", "version: [");
        repo.Commit("Break it");
        repo.Allow("require", anna, bob);
        repo.Commit("Mend it", bob);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_NewcomerInMintYamlBehindALink_IsRefused()
    {
        repo.Allow("require", anna);
        File.Move(Path.Join(repo.Path, "mint.yaml"), Path.Join(repo.Path, "real.yaml"));
        File.CreateSymbolicLink(Path.Join(repo.Path, "mint.yaml"), "real.yaml");
        string first = repo.Commit("Begin", anna);
        File.Delete(Path.Join(repo.Path, "mint.yaml"));
        repo.Allow("require", bob);
        File.Move(Path.Join(repo.Path, "mint.yaml"), Path.Join(repo.Path, "real.yaml"), overwrite: true);
        File.CreateSymbolicLink(Path.Join(repo.Path, "mint.yaml"), "real.yaml");
        repo.Commit("Swap behind the link");
        repo.Commit("On", bob);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_SignersRemoved_IsRefusedWhileRequired()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Write("mint.yaml", "version: 1\n");
        repo.Commit("Nobody", anna);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("leaves nobody"));
    }

    [Test]
    public void Judge_HeadThatDoesNotLoad_IsRefused()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Write("mint.yaml", "version: 1\nsignaturs: {}\n");
        repo.Commit("Typo", anna);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("mint.yaml:2"));
    }

    [Test]
    public void Judge_ForcePushBackwards_IsRefused()
    {
        repo.Allow("require", anna);
        repo.Commit("Begin", anna);
        string second = repo.Commit("Second", anna);
        repo.Git("reset", "-q", "--hard", "HEAD~1");
        Assert.That(Judge(second, Pins(anna)).Refusal, Does.Contain("does not descend from " + second[..7]));
        repo.Commit("Rewritten", anna);
        Assert.That(Judge(second, Pins(anna)).Refusal, Does.Contain("does not descend from"));
        Assert.That(Judge("1234567890123456789012345678901234567890", Pins(anna)).Refusal, Does.Contain("does not descend from 1234567"));
    }

    [Test]
    public void Judge_Merge_IsJudgedOnTheLineOfDescent()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        repo.Git("checkout", "-q", "-b", "side");
        repo.Allow("require", anna, bob);
        repo.Commit("Bob adds himself on a branch", bob);
        repo.Git("checkout", "-q", "main");
        repo.Commit("Meanwhile", anna);
        Merge("side", anna);
        Assert.That(Judge(first, Pins(anna)).Commit.SignedBy, Is.EqualTo("anna (ssh)"), "who merges it answers for it");
        repo.Git("reset", "-q", "--hard", "HEAD~1");
        Merge("side", bob);
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_MergeOfMainIntoOwnWork_StillCountsAsDescent()
    {
        repo.Allow("require", anna);
        repo.Commit("Begin", anna);
        repo.Git("checkout", "-q", "-b", "mine");
        repo.Commit("My work", anna);
        repo.Git("checkout", "-q", "main");
        string accepted = repo.Commit("Accepted meanwhile", anna);
        repo.Git("checkout", "-q", "mine");
        Merge("main", anna);
        Assert.That(Judge(accepted, Pins(anna)).Refusal, Is.Null, "as git pull leaves it: the accepted commit is the second parent");
    }

    [Test]
    public void Judge_SignatureMovedToOtherContent_IsRefused()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        string good = repo.Commit("Honest", anna);
        Forge(repo.Git("cat-file", "commit", good).Replace("Honest", "Forged", StringComparison.Ordinal));
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("does not fit its content"));
    }

    [Test]
    public void Judge_DamagedSignature_IsRefused()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        string raw = repo.Git("cat-file", "commit", repo.Commit("Honest", anna));
        string line = raw.Split('\n').First(each => each.EndsWith("-----END SSH SIGNATURE-----", StringComparison.Ordinal));
        int end = raw.IndexOf(line, StringComparison.Ordinal) - 12;
        Forge(raw[..end] + (raw[end] == 'A' ? 'B' : 'A') + raw[(end + 1)..]);
        Assert.That(Judge(first, Pins(anna)).Refusal, Is.Not.Null);
        Forge(raw.Replace("gpgsig -----BEGIN SSH", "gpgsig -----BEGIN ODD", StringComparison.Ordinal));
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("neither SSH nor OpenPGP"));
    }

    [Test]
    public void Judge_TwoSignatures_IsRefused()
    {
        repo.Allow("require", anna);
        string first = repo.Commit("Begin", anna);
        string raw = repo.Git("cat-file", "commit", repo.Commit("Honest", anna));
        int at = raw.IndexOf("gpgsig", StringComparison.Ordinal);
        Forge($"{raw[..at]}gpgsig -----BEGIN SSH SIGNATURE-----\n x\n -----END SSH SIGNATURE-----\n{raw[at..]}");
        Assert.That(Judge(first, Pins(anna)).Refusal, Does.Contain("can't be verified"));
    }

    [Test]
    public void Judge_DeepTree_IsRefused()
    {
        repo.Allow("require", anna);
        repo.Write(string.Join('/', Enumerable.Repeat("d", 40)) + "/f", "x");
        repo.Commit("Deep", anna);
        Assert.That(Judge(null, Pins(anna)).Refusal, Does.Contain("deeper than 32"));
    }

    [Test]
    public void Judge_UnusableKeyInMintYaml_IsRefused()
    {
        repo.Write("mint.yaml", "version: 1\nsignatures: {signers: {eve: {ssh: \"ssh-dss AAAA\"}}}\n");
        repo.Commit("Begin", anna);
        Assert.That(Judge(null, Pins(anna)).Refusal, Does.Contain("signer 'eve'"));
    }

    private static SignatureSettings Pins(params TestSigner[] signers) => Pins(SignaturePolicy.Require, signers);

    private static SignatureSettings Pins(SignaturePolicy policy, params TestSigner[] signers) =>
        new() { Policy = policy, Signers = signers.ToDictionary(signer => signer.Name, signer => signer.Public) };

    private Judgement Judge(string? accepted, SignatureSettings? pins)
    {
        using var repository = new Repository(repo.Path);
        return new CommitJudge(pins, files => new ConfigLoader(files, []).LoadFleet()).Judge(repository, repository.Head.Tip, accepted, CancellationToken.None);
    }

    private void Merge(string branch, TestSigner signer) =>
        GitRepo.Run("git", repo.Path, [.. signer.GitOptions, "merge", "-q", "--no-ff", "-S", "-m", "Merge", branch]);

    private void Forge(string raw)
    {
        string id = GitRepo.Run("git", repo.Path, ["hash-object", "-t", "commit", "-w", "--stdin"], raw + "\n");
        repo.Git("reset", "-q", "--hard", id);
    }
}
