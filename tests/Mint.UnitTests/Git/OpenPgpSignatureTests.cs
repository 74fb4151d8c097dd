using LibGit2Sharp;
using Mint.Platform.Git.Sync.Signing;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class OpenPgpSignatureTests
{
    private GitRepo repo = new();

    [SetUp]
    public void Begin() => repo = new GitRepo();

    [TearDown]
    public void End() => repo.Dispose();

    [Test]
    public void Verify_KnownKey_IsGood()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        using TestSigner dave = TestSigner.OpenPgp("dave");
        repo.Commit("Signed", carol);
        Assert.That(Verify(dave, carol).SignedBy, Is.EqualTo("carol (openpgp)"));
        Assert.That(Verify(dave).Fault, Does.Contain("not among the allowed signers"));
        Assert.That(Verify().Fault, Does.Contain("not among the allowed signers"));
    }

    [Test]
    public void Verify_Subkey_IsGood()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        carol.UseSubkey();
        repo.Commit("Signed", carol);
        Assert.That(Verify(carol).SignedBy, Is.EqualTo("carol (openpgp)"));
    }

    [Test]
    public void Verify_RevokedKey_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        repo.Commit("Signed", carol);
        carol.Revoke();
        Assert.That(Verify(carol).Fault, Does.Contain("revoked"));
    }

    [Test]
    public void Verify_ExpiredKey_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol", expired: true);
        repo.Commit("Signed", carol);
        Assert.That(Verify(carol).Fault, Does.Contain("expired"));
    }

    [Test]
    public void Verify_Sha1Signature_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        carol.UseWeakHash();
        repo.Commit("Signed", carol);
        Assert.That(Verify(carol).Fault, Does.Contain("broken hash"));
    }

    [Test]
    public void Verify_OtherContent_IsBad()
    {
        using TestSigner carol = TestSigner.OpenPgp("carol");
        string raw = repo.Git("cat-file", "commit", repo.Commit("Honest", carol)).Replace("Honest", "Forged", StringComparison.Ordinal);
        repo.Git("reset", "-q", "--hard", GitRepo.Run("git", repo.Path, ["hash-object", "-t", "commit", "-w", "--stdin"], raw + "\n"));
        Assert.That(Verify(carol).Fault, Does.Contain("does not fit its content"));
    }

    private Verdict Verify(params TestSigner[] signers)
    {
        using var repository = new Repository(repo.Path);
        SignerKeys keys = SignerKeys.Read(signers.ToDictionary(signer => signer.Name, signer => signer.Public));
        return SignatureVerifier.Verify(repository, repository.Head.Tip, keys, CancellationToken.None);
    }
}
