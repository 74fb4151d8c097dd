using Mint.Core.Providers;

namespace Mint.Core.Secrets;

/// <summary>Decrypts secrets, where a key for them is.</summary>
public interface ISecretOpener
{
    /// <summary>Decrypts one secret's value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">Its file.</param>
    /// <exception cref="ResourceException">It can't be decrypted; the message says why, and holds nothing of it.</exception>
    string Open(string name, SecretFile file);
}

/// <summary>Where there is no host's key: a laptop, the coordinator. Every secret stays sealed.</summary>
public sealed class SealedSecrets : ISecretOpener
{
    /// <summary>The one of its kind.</summary>
    public static SealedSecrets Instance { get; } = new();

    /// <inheritdoc/>
    public string Open(string name, SecretFile file) =>
        throw new ResourceException(FailureKind.NeedsPerson, $"the secret '{name}' is only decrypted on its host");
}
