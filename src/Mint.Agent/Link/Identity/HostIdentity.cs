using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Agent.Link.Identity;

/// <summary>What this host proves itself with, and whom it believes.</summary>
/// <param name="Certificate">The host's certificate with its key.</param>
/// <param name="Intermediates">What lies between it and the authority, if anything.</param>
/// <param name="Authority">The coordinator's authority, the only one that is believed.</param>
internal sealed record HostIdentity(X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Intermediates, X509Certificate2 Authority) : IDisposable
{
    /// <summary>When two thirds of the certificate's life are over, and a new one shall be asked for.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            DateTimeOffset from = Certificate.NotBefore, to = Certificate.NotAfter;
            return from + ((to - from) * 2 / 3);
        }
    }

    /// <summary>For TLS; asks nobody for what may be missing.</summary>
    public SslStreamCertificateContext Context => SslStreamCertificateContext.Create(Certificate, [.. Intermediates], offline: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        Authority.Dispose();
        foreach (var between in Intermediates)
        {
            between.Dispose();
        }
    }
}
