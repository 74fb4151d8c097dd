namespace Mint.Platform.Git.Sync.Signing;

/// <summary>Verifies SSH signatures with <c>ssh-keygen -Y verify</c>.</summary>
internal static class SshSignature
{
    // "SSHSIG" and the version; the public key follows.
    private const int PreambleLength = 10;

    public static Verdict Verify(SignedCommit signed, IReadOnlyList<(string Name, SshPublicKey Key)> signers, CancellationToken ct)
    {
        if (SignerKey(signed.Signature) is not { } key)
        {
            return Verdict.Bad("has a damaged SSH signature, or one of a kind of key that is not accepted.");
        }

        (string name, SshPublicKey? known) = signers.FirstOrDefault(signer => signer.Key.Same(key));
        if (known is null)
        {
            return Verdict.Bad("is signed with an SSH key that is not among the allowed signers.");
        }

        using var folder = new PrivateFolder();
        string allowed = folder.Write("allowed", $"signer namespaces=\"git\" {known.Line}\n");
        string signature = folder.Write("signature", signed.Signature);
        ToolResult result = Tool.Run("ssh-keygen", ["-Y", "verify", "-f", allowed, "-I", "signer", "-n", "git", "-s", signature], signed.Content, ct);
        return result.ExitCode == 0 ? Verdict.Good(name, "ssh") : Verdict.Bad($"has an SSH signature by '{name}' that does not fit its content.");
    }

    private static SshPublicKey? SignerKey(string armored)
    {
        try
        {
            byte[] blob = Armor.Decode(armored, "SSH SIGNATURE");
            var reader = new SshPublicKey.WireReader(blob);
            return blob.AsSpan().StartsWith("SSHSIG"u8) && reader.TrySkip(PreambleLength) && reader.TryString(out ReadOnlySpan<byte> key)
                ? SshPublicKey.FromBlob(key.ToArray())
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
