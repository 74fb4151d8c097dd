using Mint.Core.Config;

namespace Mint.Platform.Git.Sync.Signing;

/// <summary>The keys of those who may sign, checked and ready for use.</summary>
/// <param name="Ssh">OpenSSH keys with the signer's name.</param>
/// <param name="OpenPgp">OpenPGP keyrings with the signer's name.</param>
internal sealed record SignerKeys(IReadOnlyList<(string Name, SshPublicKey Key)> Ssh, IReadOnlyList<(string Name, byte[] Keyring)> OpenPgp)
{
    /// <summary>Whether nobody may sign.</summary>
    public bool IsEmpty => Ssh.Count == 0 && OpenPgp.Count == 0;

    /// <summary>Reads the keys of a set of signers.</summary>
    /// <exception cref="FormatException">A key can't be used; the message names the signer. One bad key spoils the set: a set that is
    /// smaller than its author thinks would only be noticed when it is too late to sign the mending commit.</exception>
    public static SignerKeys Read(IReadOnlyDictionary<string, Signer> signers)
    {
        var ssh = new List<(string, SshPublicKey)>();
        var openPgp = new List<(string, byte[])>();
        foreach ((string name, Signer signer) in signers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            try
            {
                if (signer.Ssh is { } line)
                {
                    ssh.Add((name, SshPublicKey.Parse(line)));
                }

                if (signer.OpenPgp is { } armored)
                {
                    openPgp.Add((name, Armor.Decode(armored, "PGP PUBLIC KEY BLOCK")));
                }
            }
            catch (FormatException error)
            {
                throw new FormatException($"signer '{name}': {error.Message}", error);
            }

            if (signer is { Ssh: null, OpenPgp: null })
            {
                throw new FormatException($"signer '{name}' has neither an ssh nor an openpgp key.");
            }
        }

        return new SignerKeys(ssh, openPgp);
    }
}
