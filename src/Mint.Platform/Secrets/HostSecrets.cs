using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Mint.Core.Providers;
using Mint.Core.Secrets;

namespace Mint.Platform.Secrets;

/// <summary>
/// Decrypts this host's secrets with its own SSH host key. What was decrypted stays in this process's memory, so that a value costs one
/// run of age for as long as it does not change. Safe for concurrent use.
/// </summary>
/// <param name="keyPath">The private key; the public one lies beside it as <c>.pub</c>.</param>
public sealed class HostSecrets(string keyPath = HostSecrets.DefaultKeyPath) : ISecretOpener
{
    /// <summary>OpenSSH's ed25519 host key.</summary>
    public const string DefaultKeyPath = "/etc/ssh/ssh_host_ed25519_key";

    private ConcurrentDictionary<string, string> current = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, string> before = new(StringComparer.Ordinal);

    /// <summary>Lets go of what the last configuration asked for, and the new one will not.</summary>
    public void Renew() => (before, current) = (current, new ConcurrentDictionary<string, string>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public string Open(string name, SecretFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{file.Id}\n{file.Value}")));
        if (!current.TryGetValue(key, out var value))
        {
            value = before.TryGetValue(key, out var known) ? known : Decrypt(name, file);
            current.TryAdd(key, value);
        }

        return value;
    }

    private string Decrypt(string name, SecretFile file)
    {
        EnsureMeant(name, file);
        try
        {
            var fault = SecretEnvelope.Read(AgeProgram.Decrypt(keyPath, file.Value), name, file.Id, out var value);
            return fault is null ? value : throw Failure(name, fault);
        }
        catch (AgeException failure) when (failure.IsMissing)
        {
            throw new ResourceException(FailureKind.Retry, $"the secret '{name}' can't be decrypted: {failure.Message}", inner: failure);
        }
        catch (AgeException failure)
        {
            throw Failure(name, failure.Message, failure);
        }
    }

    /// <summary>What age would say in words of its own ("no identity matched") is told apart before: another key, no key, no right to it.</summary>
    private void EnsureMeant(string name, SecretFile file)
    {
        if (AgeHeader.Parse(file.Value) is not { } header)
        {
            throw Failure(name, "its value is damaged or cut off");
        }

        if (PublicKey() is not { } own)
        {
            throw Failure(name, $"this host has no SSH host key {keyPath}.pub");
        }

        if (own.Tag is not { } tag || !header.SshTags.Contains(tag))
        {
            throw Failure(name, $"it is encrypted for another SSH host key than this host has, {own.Fingerprint}; write the new key into ssh_host_key of the host's file, then: mint secret rekey");
        }

        if (!IsReadable())
        {
            throw Failure(name, $"only root may read {keyPath}");
        }
    }

    private SecretRecipient? PublicKey()
    {
        try
        {
            return SecretRecipient.Parse(File.ReadAllText(keyPath + ".pub"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool IsReadable()
    {
        try
        {
            using var file = File.OpenRead(keyPath);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ResourceException Failure(string name, string why, Exception? inner = null) =>
        new(FailureKind.NeedsPerson, $"the secret '{name}' can't be decrypted: {why}", inner: inner);
}
