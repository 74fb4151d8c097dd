using LibGit2Sharp;
using Mint.Agent.Git.Signing;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class OpenPgpSignatureTests
{
    private GitRepo _repo = new();

    [SetUp]
    public void Begin() => _repo = new GitRepo();

    [TearDown]
    public void End() => _repo.Dispose();

    [Test]
    public void Verify_KnownKey_IsGood()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        using TestSigner dave = TestSigner.OpenPgp("dave");
        _repo.Commit("Signed", carol);
        Assert.That(Verify(dave, carol).SignedBy, Is.EqualTo("carol (openpgp)"));
        Assert.That(Verify(dave).Fault, Does.Contain("not among the allowed signers"));
        Assert.That(Verify().Fault, Does.Contain("not among the allowed signers"));
    }

    [Test]
    public void Verify_Subkey_IsGood()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        carol.UseSubkey();
        _repo.Commit("Signed", carol);
        Assert.That(Verify(carol).SignedBy, Is.EqualTo("carol (openpgp)"));
    }

    [Test]
    public void Verify_RevokedKey_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        _repo.Commit("Signed", carol);
        carol.Revoke();
        Assert.That(Verify(carol).Fault, Does.Contain("revoked"));
    }

    [Test]
    public void Verify_ExpiredKey_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol", expired: true);
        _repo.Commit("Signed", carol);
        Assert.That(Verify(carol).Fault, Does.Contain("expired"));
    }

    [Test]
    public void Verify_Sha1Signature_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        carol.UseWeakHash();
        _repo.Commit("Signed", carol);
        Assert.That(Verify(carol).Fault, Does.Contain("broken hash"));
    }

    [Test]
    public void Verify_OtherContent_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        string raw = _repo.Git("cat-file", "commit", _repo.Commit("Honest", carol)).Replace("Honest", "Forged", StringComparison.Ordinal);
        _repo.Git("reset", "-q", "--hard", GitRepo.Run("git", _repo.Path, ["hash-object", "-t", "commit", "-w", "--stdin"], raw + "\n"));
        Assert.That(Verify(carol).Fault, Does.Contain("does not fit its content"));
    }

    private Verdict Verify(params TestSigner[] signers)
    {
        using var repository = new Repository(_repo.Path);
        SignerKeys keys = SignerKeys.Read(signers.ToDictionary(signer => signer.Name, signer => signer.Public));
        return SignatureVerifier.Verify(repository, repository.Head.Tip, keys, CancellationToken.None);
    }
}
