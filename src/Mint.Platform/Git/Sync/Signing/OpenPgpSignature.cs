using System.Globalization;
using System.Text;

namespace Mint.Platform.Git.Sync.Signing;

/// <summary>Verifies OpenPGP signatures with <c>gpgv</c>, which knows no trust but the keyring it is given.</summary>
internal static class OpenPgpSignature
{
    private const string Status = "[GNUPG:] ";

    public static Verdict Verify(SignedCommit signed, IReadOnlyList<(string Name, byte[] Keyring)> signers, CancellationToken ct)
    {
        using var folder = new PrivateFolder();
        string signature = folder.Write("signature", signed.Signature);
        foreach ((string name, byte[] keyring) in signers)
        {
            string ring = folder.Write("keyring", keyring);
            ToolResult result = Tool.Run("gpgv", ["--homedir", folder.Path, "--status-fd", "1", "--keyring", ring, signature, "-"], signed.Content, ct);
            Dictionary<string, string> status = Parse(result.Output);
            if (!status.ContainsKey("NO_PUBKEY"))
            {
                return Judge(name, result.ExitCode, status);
            }
        }

        return Verdict.Bad("is signed with an OpenPGP key that is not among the allowed signers.");
    }

    // gpgv says "valid" of signatures by expired and revoked keys too, and ends with 0: each of its words counts.
    private static Verdict Judge(string name, int exitCode, Dictionary<string, string> status)
    {
        string? fault = status switch
        {
            _ when status.ContainsKey("REVKEYSIG") => "whose key is revoked.",
            _ when status.ContainsKey("EXPKEYSIG") => "whose key has expired.",
            _ when status.ContainsKey("EXPSIG") => "that has expired.",
            _ when exitCode != 0 || !status.ContainsKey("GOODSIG") || !status.TryGetValue("VALIDSIG", out string? valid) =>
                "that does not fit its content.",
            _ when UsesWeakHash(status["VALIDSIG"]) => "made with a broken hash (MD5, SHA-1 or RIPEMD-160).",
            _ => null,
        };
        return fault is null ? Verdict.Good(name, "openpgp") : Verdict.Bad($"has an OpenPGP signature by '{name}' {fault}");
    }

    // The eighth word is the hash: 1 MD5, 2 SHA-1, 3 RIPEMD-160.
    private static bool UsesWeakHash(string valid) =>
        valid.Split(' ') is not { Length: > 7 } words || !int.TryParse(words[7], CultureInfo.InvariantCulture, out int hash) || hash <= 3;

    private static Dictionary<string, string> Parse(byte[] output)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(output).Split('\n'))
        {
            if (line.StartsWith(Status, StringComparison.Ordinal))
            {
                string[] words = line[Status.Length..].Split(' ', 2);
                found[words[0]] = words.Length > 1 ? words[1] : "";
            }
        }

        return found;
    }
}
