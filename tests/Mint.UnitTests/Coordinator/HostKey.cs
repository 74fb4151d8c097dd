using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.UnitTests.Coordinator;

/// <summary>A key as a host makes it.</summary>
internal sealed class HostKey : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Request(string subject = "CN=whatever") => new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequest();

    public X509Certificate2 With(byte[] certificate)
    {
        using var bare = X509CertificateLoader.LoadCertificate(certificate);
        using var joined = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pfx), null);
    }

    public void Dispose() => key.Dispose();
}
