using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Mint.Coordinator.Hooks;

/// <summary>How one make of forge signs and names what it sends.</summary>
/// <param name="Name">The last part of its path.</param>
/// <param name="SecretFile">The file with the shared secret; null when coordinator.yaml names none, and the path then does not exist.</param>
/// <param name="EventHeader">The header that names the event.</param>
/// <param name="PushEvent">What it says for a push.</param>
/// <param name="SignatureHeader">The header with the proof.</param>
/// <param name="IsGenuine">Holds the proof against the secret and the HMAC-SHA256 of the body by it.</param>
internal sealed record Hook(string Name, string? SecretFile, string EventHeader, string PushEvent, string SignatureHeader, Func<string, byte[], string, bool> IsGenuine)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Hook> All(Configuration.HookSettings settings) =>
    [
        new("gitea", settings.GiteaSecretFile, "X-Gitea-Event", "push", "X-Gitea-Signature", (_, mac, proof) => IsSigned(mac, proof)),
        new("github", settings.GithubSecretFile, "X-GitHub-Event", "push", "X-Hub-Signature-256", (_, mac, proof) =>
            proof.StartsWith("sha256=", StringComparison.Ordinal) && IsSigned(mac, proof["sha256=".Length..])),
        new("gitlab", settings.GitlabTokenFile, "X-Gitlab-Event", "Push Hook", "X-Gitlab-Token", (secret, _, proof) =>
            CryptographicOperations.FixedTimeEquals(Digest(secret), Digest(proof))),
    ];

    /// <summary>The one value of a header; empty when there is none or several.</summary>
    public static string Single(StringValues header) => header is [{ } value] ? value : "";

    private static bool IsSigned(byte[] expected, string proof)
    {
        var given = new byte[expected.Length];
        return proof.Length == given.Length * 2
            && Convert.FromHexString(proof, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }

    // Of equal length, whatever was given.
    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
