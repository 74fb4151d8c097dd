using System.Security.Cryptography;
using System.Text;
using Mint.Core.Hosts;

namespace Mint.Core.Providers;

/// <summary>
/// The host-local key that hashes secrets in serialized specs, so that neither the ledger nor a report can be used to
/// guess one. It never leaves the host.
/// </summary>
/// <param name="key">32 random bytes.</param>
public sealed class SecretKey(byte[] key)
{
    /// <summary>A key for one process, where nothing is compared across runs (a laptop's plan).</summary>
    public static SecretKey CreateEphemeral() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// The keyed hash of a secret, first 16 bytes as hex. One that can't be opened here counts by its identity: whoever needs its value
    /// will say why there is none.
    /// </summary>
    public string Hash(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(ValueOrIdentity(secret))).AsSpan(0, 16));
    }

    private static string ValueOrIdentity(Secret secret)
    {
        try
        {
            return secret.Reveal();
        }
        catch (ResourceException) when (secret.Identity is not null)
        {
            return $"sealed {secret.Identity}";
        }
    }
}
