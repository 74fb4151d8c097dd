using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Coordinator.Enrolment;

/// <summary>The fleet's own certificate authority: a root that signs hosts' certificates and ours, and nothing else.</summary>
/// <param name="root">Its certificate, with the key.</param>
/// <param name="time">The clock.</param>
internal sealed class Authority(X509Certificate2 root, TimeProvider time)
{
    // A host whose clock is a little behind must not find its certificate to be of tomorrow.
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(20 * 365);

    /// <summary>Who signs, without the key.</summary>
    public X509Certificate2 Root { get; } = X509CertificateLoader.LoadCertificate(root.RawData);

    /// <summary>What agents pin: base64url of SHA-256 over the root's public key (SubjectPublicKeyInfo, DER).</summary>
    public string Pin { get; } = Base64Url.EncodeToString(SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Makes a new authority: certificate and key, as PEM.</summary>
    public static string MakePem(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Mint authority {RandomNumberGenerator.GetHexString(8, lowercase: true)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + RootLifetime);
        return $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>An authority from its PEM.</summary>
    /// <exception cref="CryptographicException">It is not a certificate with its key.</exception>
    /// <exception cref="ArgumentException">The same.</exception>
    public static Authority FromPem(string pem, TimeProvider time) => new(X509Certificate2.CreateFromPem(pem, pem), time);

    /// <summary>Makes a certificate and key for a server of ours.</summary>
    /// <param name="names">DNS names and IP addresses; the first is the subject.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public X509Certificate2 ForServer(IReadOnlyList<string> names, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        var request = Request(names[0], unit: null, new PublicKey(key), Oids.ServerAuthentication, alternatives);
        using var certificate = Sign(request, lifetime);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Makes a host's certificate.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="enrolment">Which enrolment it belongs to.</param>
    /// <param name="key">The host's public key.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public X509Certificate2 ForHost(string host, string enrolment, PublicKey key, TimeSpan lifetime)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddUri(HostCertificate.Name(host));
        return Sign(Request(host, enrolment, key, Oids.ClientAuthentication, alternatives), lifetime);
    }

    /// <summary>Reads a certificate that a caller showed; the reason when it is none of a host of ours, now.</summary>
    public (HostCertificate? Certificate, string Refusal) Verify(X509Certificate2 shown)
    {
        using var chain = new X509Chain { ChainPolicy = ClientPolicy() };
        if (chain.Build(shown))
        {
            return HostCertificate.Read(shown) is { } certificate ? (certificate, "") : (null, "the certificate names no host");
        }

        return chain.ChainStatus.All(s => s.Status == X509ChainStatusFlags.NotTimeValid)
            ? (null, $"the certificate is good from {shown.NotBefore.ToUniversalTime():u} to {shown.NotAfter.ToUniversalTime():u}, now it is {time.GetUtcNow():u}")
            : (null, "the certificate is not from this coordinator's authority");
    }

    /// <summary>What makes a client's certificate good: our root alone, now, and nothing fetched from anywhere.</summary>
    public X509ChainPolicy ClientPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.Add(Root);
        policy.ApplicationPolicy.Add(new Oid(Oids.ClientAuthentication));
        return policy;
    }

    private static CertificateRequest Request(string name, string? unit, PublicKey key, string usage, SubjectAlternativeNameBuilder alternatives)
    {
        var subject = new X500DistinguishedNameBuilder();
        if (unit is not null)
        {
            subject.AddOrganizationalUnitName(unit);
        }

        // The longest that X.520 allows; the whole name is among the alternatives.
        subject.AddCommonName(name.Length > 64 ? name[..64] : name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: true));
        request.CertificateExtensions.Add(alternatives.Build());
        return request;
    }

    private X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        return request.Create(root, Later(now - Backdated, Root.NotBefore), Earlier(now + lifetime, Root.NotAfter), Serial());
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        // A positive number of full length.
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static class Oids
    {
        public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
        public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    }
}
