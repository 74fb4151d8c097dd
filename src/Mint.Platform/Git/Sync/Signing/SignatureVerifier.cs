using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Signing;

/// <summary>Says whether a commit is signed by one of a set of keys. The arithmetic is left to OpenSSH and GnuPG.</summary>
internal static class SignatureVerifier
{
    private const int SignatureLimit = 64 * 1024;

    /// <summary>Verifies one commit.</summary>
    /// <exception cref="IOException">A tool that is needed can't be run.</exception>
    public static Verdict Verify(Repository repository, Commit commit, SignerKeys keys, CancellationToken ct)
    {
        SignedCommit? signed;
        try
        {
            signed = SignedCommit.Read(repository, commit);
        }
        catch (FormatException error)
        {
            return Verdict.Bad($"can't be verified: {error.Message}");
        }

        return signed switch
        {
            null => Verdict.Bad("is not signed."),
            { Signature.Length: > SignatureLimit } => Verdict.Bad("has a signature of more than 64 KiB."),
            _ when signed.Signature.StartsWith("-----BEGIN SSH SIGNATURE-----", StringComparison.Ordinal) => SshSignature.Verify(signed, keys.Ssh, ct),
            _ when signed.Signature.StartsWith("-----BEGIN PGP SIGNATURE-----", StringComparison.Ordinal) => OpenPgpSignature.Verify(signed, keys.OpenPgp, ct),
            _ => Verdict.Bad("has a signature that is neither SSH nor OpenPGP (X.509 is not supported)."),
        };
    }
}
