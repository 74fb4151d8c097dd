using LibGit2Sharp;
using Mint.Agent.Git;
using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class CommitJudgeTests
{
    private TestSigner _anna = TestSigner.Ssh("anna");
    private TestSigner _bob = TestSigner.Ssh("bob");
    private GitRepo _repo = new();

    [OneTimeTearDown]
    public void ForgetKeys()
    {
        _anna.Dispose();
        _bob.Dispose();
    }

    [SetUp]
    public void Begin() => _repo = new GitRepo();

    [TearDown]
    public void End() => _repo.Dispose();

    [Test]
    public void Judge_FirstCommitByPinnedKey_Counts()
    {
        _repo.Allow("require", _bob);
        _repo.Commit("Begin", _anna);
        Judgement judgement = Judge(null, Pins(_anna));
        Assert.That(judgement.Refusal, Is.Null);
        Assert.That(judgement.Commit.SignedBy, Is.EqualTo("anna (ssh)"));
        Assert.That(judgement.Warnings, Is.Empty);
    }

    [Test]
    public void Judge_FirstCommitUnsigned_IsRefused()
    {
        _repo.Allow("require", _anna);
        _repo.Commit("Begin");
        Assert.That(Judge(null, Pins(_anna)).Refusal, Does.Contain("is not signed"));
    }

    [Test]
    public void Judge_FirstCommitByItsOwnSignerOnly_IsRefused()
    {
        _repo.Allow("require", _bob);
        _repo.Commit("Begin", _bob);
        Assert.That(Judge(null, Pins(_anna)).Refusal, Does.Contain("not among the allowed signers"));
    }

    [Test]
    public void Judge_NoPinsAtAll_IsRefused()
    {
        _repo.Allow("require", _anna);
        _repo.Commit("Begin", _anna);
        Assert.That(Judge(null, null).Refusal, Does.Contain("agent.yaml names no signers"));
    }

    [Test]
    public void Judge_UnsignedHead_IsRefusedOrWarnedOfByPolicy()
    {
        _repo.Allow("warn", _anna);
        string first = _repo.Commit("Begin", _anna);
        string second = _repo.Commit("Unsigned");
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain(second[..7]).And.Contain("is not signed"), "agent.yaml's policy is a floor");
        Judgement lenient = Judge(first, Pins(SignaturePolicy.Warn, _anna));
        Assert.That(lenient.Refusal, Is.Null);
        Assert.That(lenient.Warnings, Has.Count.EqualTo(1).And.ItemAt(0).Contains("is not signed"));
        Assert.That(lenient.Commit.SignedBy, Is.Null);
    }

    [Test]
    public void Judge_RepoStricterThanAgent_Refuses()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Commit("Unsigned");
        Assert.That(Judge(first, Pins(SignaturePolicy.Warn, _anna)).Refusal, Does.Contain("is not signed"));
    }

    [Test]
    public void Judge_UnsignedBetween_IsVouchedForByTheSignedHead()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Commit("Unsigned\n\nMint-Allow: delete=6");
        _repo.Commit("Signed\n\nMint-Allow: restart=2", _anna);
        Judgement judgement = Judge(first, Pins(_anna));
        Assert.That(judgement.Refusal, Is.Null);
        Assert.That(judgement.Commit.Trailers.Select(trailer => trailer.Value), Is.EqualTo(new[] { "delete=6", "restart=2" }));
    }

    [Test]
    public void Judge_WrongSigner_IsRefused()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Commit("By a stranger", _bob);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("not among the allowed signers"));
    }

    [Test]
    public void Judge_RotationInOneFetch_FollowsTheChainOfHands()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Allow("require", _bob);
        string handover = _repo.Commit("Anna hands over to Bob", _anna);
        Assert.That(Judge(first, Pins(_anna)).Commit.SignedBy, Is.EqualTo("anna (ssh)"), "the handover itself is the head");
        _repo.Commit("Bob works", _bob);
        Assert.That(Judge(first, Pins(_anna)).Commit.SignedBy, Is.EqualTo("bob (ssh)"));
        _repo.Commit("Anna again", _anna);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("not among the allowed signers"));
        Assert.That(Judge(handover, Pins(_anna)).Refusal, Does.Contain("not among the allowed signers"), "pins count no more");
    }

    [TestCase("require")]
    [TestCase("warn")]
    public void Judge_NewcomerAddsThemselves_IsRefused(string policy)
    {
        _repo.Allow(policy, _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Allow(policy, _anna, _bob);
        string grab = _repo.Commit("Me too", _bob);
        _repo.Commit("And on", _bob);
        Assert.That(Judge(first, Pins(SignaturePolicy.Warn, _anna)).Refusal, Does.Contain(grab[..7]).And.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_NewcomerAddedWhileMintYamlWasBroken_IsRefused()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Write("mint.yaml", "version: [");
        _repo.Commit("Break it");
        _repo.Allow("require", _anna, _bob);
        _repo.Commit("Mend it", _bob);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_NewcomerInMintYamlBehindALink_IsRefused()
    {
        _repo.Allow("require", _anna);
        File.Move(Path.Join(_repo.Path, "mint.yaml"), Path.Join(_repo.Path, "real.yaml"));
        File.CreateSymbolicLink(Path.Join(_repo.Path, "mint.yaml"), "real.yaml");
        string first = _repo.Commit("Begin", _anna);
        File.Delete(Path.Join(_repo.Path, "mint.yaml"));
        _repo.Allow("require", _bob);
        File.Move(Path.Join(_repo.Path, "mint.yaml"), Path.Join(_repo.Path, "real.yaml"), overwrite: true);
        File.CreateSymbolicLink(Path.Join(_repo.Path, "mint.yaml"), "real.yaml");
        _repo.Commit("Swap behind the link");
        _repo.Commit("On", _bob);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_SignersRemoved_IsRefusedWhileRequired()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Write("mint.yaml", "version: 1\n");
        _repo.Commit("Nobody", _anna);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("leaves nobody"));
    }

    [Test]
    public void Judge_HeadThatDoesNotLoad_IsRefused()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Write("mint.yaml", "version: 1\nsignaturs: {}\n");
        _repo.Commit("Typo", _anna);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("mint.yaml:2"));
    }

    [Test]
    public void Judge_ForcePushBackwards_IsRefused()
    {
        _repo.Allow("require", _anna);
        _repo.Commit("Begin", _anna);
        string second = _repo.Commit("Second", _anna);
        _repo.Git("reset", "-q", "--hard", "HEAD~1");
        Assert.That(Judge(second, Pins(_anna)).Refusal, Does.Contain("does not descend from " + second[..7]));
        _repo.Commit("Rewritten", _anna);
        Assert.That(Judge(second, Pins(_anna)).Refusal, Does.Contain("does not descend from"));
        Assert.That(Judge("1234567890123456789012345678901234567890", Pins(_anna)).Refusal, Does.Contain("does not descend from 1234567"));
    }

    [Test]
    public void Judge_Merge_IsJudgedOnTheLineOfDescent()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        _repo.Git("checkout", "-q", "-b", "side");
        _repo.Allow("require", _anna, _bob);
        _repo.Commit("Bob adds himself on a branch", _bob);
        _repo.Git("checkout", "-q", "main");
        _repo.Commit("Meanwhile", _anna);
        Merge("side", _anna);
        Assert.That(Judge(first, Pins(_anna)).Commit.SignedBy, Is.EqualTo("anna (ssh)"), "who merges it answers for it");
        _repo.Git("reset", "-q", "--hard", "HEAD~1");
        Merge("side", _bob);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("changes who may sign"));
    }

    [Test]
    public void Judge_MergeOfMainIntoOwnWork_StillCountsAsDescent()
    {
        _repo.Allow("require", _anna);
        _repo.Commit("Begin", _anna);
        _repo.Git("checkout", "-q", "-b", "mine");
        _repo.Commit("My work", _anna);
        _repo.Git("checkout", "-q", "main");
        string accepted = _repo.Commit("Accepted meanwhile", _anna);
        _repo.Git("checkout", "-q", "mine");
        Merge("main", _anna);
        Assert.That(Judge(accepted, Pins(_anna)).Refusal, Is.Null, "as git pull leaves it: the accepted commit is the second parent");
    }

    [Test]
    public void Judge_SignatureMovedToOtherContent_IsRefused()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        string good = _repo.Commit("Honest", _anna);
        Forge(_repo.Git("cat-file", "commit", good).Replace("Honest", "Forged", StringComparison.Ordinal));
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("does not fit its content"));
    }

    [Test]
    public void Judge_DamagedSignature_IsRefused()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        string raw = _repo.Git("cat-file", "commit", _repo.Commit("Honest", _anna));
        string line = raw.Split('\n').First(each => each.EndsWith("-----END SSH SIGNATURE-----", StringComparison.Ordinal));
        int end = raw.IndexOf(line, StringComparison.Ordinal) - 12;
        Forge(raw[..end] + (raw[end] == 'A' ? 'B' : 'A') + raw[(end + 1)..]);
        Assert.That(Judge(first, Pins(_anna)).Refusal, Is.Not.Null);
        Forge(raw.Replace("gpgsig -----BEGIN SSH", "gpgsig -----BEGIN ODD", StringComparison.Ordinal));
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("neither SSH nor OpenPGP"));
    }

    [Test]
    public void Judge_TwoSignatures_IsRefused()
    {
        _repo.Allow("require", _anna);
        string first = _repo.Commit("Begin", _anna);
        string raw = _repo.Git("cat-file", "commit", _repo.Commit("Honest", _anna));
        int at = raw.IndexOf("gpgsig", StringComparison.Ordinal);
        Forge($"{raw[..at]}gpgsig -----BEGIN SSH SIGNATURE-----\n x\n -----END SSH SIGNATURE-----\n{raw[at..]}");
        Assert.That(Judge(first, Pins(_anna)).Refusal, Does.Contain("can't be verified"));
    }

    [Test]
    public void Judge_DeepTree_IsRefused()
    {
        _repo.Allow("require", _anna);
        _repo.Write(string.Join('/', Enumerable.Repeat("d", 40)) + "/f", "x");
        _repo.Commit("Deep", _anna);
        Assert.That(Judge(null, Pins(_anna)).Refusal, Does.Contain("deeper than 32"));
    }

    [Test]
    public void Judge_UnusableKeyInMintYaml_IsRefused()
    {
        _repo.Write("mint.yaml", "version: 1\nsignatures: {signers: {eve: {ssh: \"ssh-dss AAAA\"}}}\n");
        _repo.Commit("Begin", _anna);
        Assert.That(Judge(null, Pins(_anna)).Refusal, Does.Contain("signer 'eve'"));
    }

    private static SignatureSettings Pins(params TestSigner[] signers) => Pins(SignaturePolicy.Require, signers);

    private static SignatureSettings Pins(SignaturePolicy policy, params TestSigner[] signers) =>
        new() { Policy = policy, Signers = signers.ToDictionary(signer => signer.Name, signer => signer.Public) };

    private Judgement Judge(string? accepted, SignatureSettings? pins)
    {
        using var repository = new Repository(_repo.Path);
        return new CommitJudge(pins, files => new ConfigLoader(files, []).LoadFleet()).Judge(repository, repository.Head.Tip, accepted, CancellationToken.None);
    }

    private void Merge(string branch, TestSigner signer) =>
        GitRepo.Run("git", _repo.Path, [.. signer.GitOptions, "merge", "-q", "--no-ff", "-S", "-m", "Merge", branch]);

    private void Forge(string raw)
    {
        string id = GitRepo.Run("git", _repo.Path, ["hash-object", "-t", "commit", "-w", "--stdin"], raw + "\n");
        _repo.Git("reset", "-q", "--hard", id);
    }
}
