using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Cli.Fleet;

/// <summary>Decides whether a server is the coordinator, and remembers why not, so that the reason can be said.</summary>
/// <param name="authorities">Whom to trust; null for the system's authorities.</param>
internal sealed class CoordinatorTrust(X509Certificate2Collection? authorities)
{
    /// <summary>What was wrong with the certificate that was seen last; none when it was good, or none was seen.</summary>
    public SslPolicyErrors Errors { get; private set; }

    /// <summary>How to speak TLS.</summary>
    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                Errors = errors;
                return errors == SslPolicyErrors.None;
            },
        };
        if (authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }
}
