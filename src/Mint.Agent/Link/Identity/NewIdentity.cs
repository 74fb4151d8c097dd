using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Agent.Link.Identity;

/// <summary>A key made on this host, on the way to its certificate. The key leaves this class for the identity's files only.</summary>
internal sealed class NewIdentity : IDisposable
{
    private const int MostCertificates = 8;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The request for a certificate, PKCS #10.</summary>
    public byte[] Request(string host) => new CertificateRequest(Subject(host), key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>Takes what was granted, if it is what was asked for.</summary>
    /// <param name="granted">Certificates, leaf first.</param>
    /// <param name="authority">Who must have signed them.</param>
    /// <param name="files">Where the identity is kept.</param>
    /// <returns>What is wrong with the grant; null when it was kept.</returns>
    /// <exception cref="Core.Providers.ResourceException">The identity can't be written; the one before stands.</exception>
    public string? Take(IReadOnlyList<byte[]> granted, X509Certificate2 authority, IdentityFiles files)
    {
        if (granted.Count is 0 or > MostCertificates)
        {
            return $"it holds {granted.Count} certificates";
        }

        var chain = new List<X509Certificate2>();
        try
        {
            chain.AddRange(granted.Select(X509CertificateLoader.LoadCertificate));
            if (Fault(chain, authority) is { } fault)
            {
                return fault;
            }

            files.Keep(key, chain, authority);
            return null;
        }
        catch (CryptographicException failure)
        {
            return failure.Message;
        }
        finally
        {
            chain.ForEach(c => c.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private string? Fault(List<X509Certificate2> chain, X509Certificate2 authority)
    {
        if (!key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(chain[0].PublicKey.ExportSubjectPublicKeyInfo()))
        {
            return "the certificate is for another key than this host's";
        }

        return CertificatePath.Fault(chain[0], chain, authority, CertificatePath.ClientAuthentication);
    }

    private static X500DistinguishedName Subject(string host)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(host);
        return name.Build();
    }
}
