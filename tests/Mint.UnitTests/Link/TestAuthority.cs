using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.UnitTests.Link;

/// <summary>A certificate authority of its own, as a coordinator has one.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Long = TimeSpan.FromDays(30);

    public X509Certificate2 Certificate { get; } = MakeRoot();

    public byte[] Pin => SHA256.HashData(Certificate.PublicKey.ExportSubjectPublicKeyInfo());

    public string Token(string secret = "c2VjcmV0") => $"mint1.{secret}.{Base64Url.EncodeToString(Pin)}";

    /// <summary>A server's certificate, with its key.</summary>
    public X509Certificate2 Server(string name = "localhost", DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = Issue(request, ServerUse, from, to);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A host's certificate.</summary>
    public X509Certificate2 Sign(byte[] csr, string host, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var asked = CertificateRequest.LoadSigningRequest(csr, HashAlgorithmName.SHA256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={host}"), asked.PublicKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"mint://host/{host}"));
        request.CertificateExtensions.Add(names.Build());
        return Issue(request, ClientUse, from, to);
    }

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 MakeRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(10));
    }

    private X509Certificate2 Issue(CertificateRequest request, string use, DateTimeOffset? from, DateTimeOffset? to)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        return request.Create(Certificate, from ?? DateTimeOffset.UtcNow.AddMinutes(-5), to ?? DateTimeOffset.UtcNow + Long, RandomNumberGenerator.GetBytes(16));
    }
}
