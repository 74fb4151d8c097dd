using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Agent.Link.Identity;

/// <summary>Decides whether a TLS server is the coordinator, and remembers why not.</summary>
internal sealed class ServerTrust
{
    private readonly X509Certificate2? authority;

    private ServerTrust(X509Certificate2? authority) => this.authority = authority;

    /// <summary>Why the last server was refused; null when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whoever the authority has certified.</summary>
    public static ServerTrust In(X509Certificate2 authority) => new(authority);

    /// <summary>Anybody: only to ask for what proves itself, and never to send a secret.</summary>
    public static ServerTrust InAnybody() => new(null);

    /// <summary>Whether a certificate's public key has this SHA-256.</summary>
    public static bool Fits(X509Certificate2 certificate, byte[] pin) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()), pin);

    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>.</summary>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = authority is null ? null : Fault(authority, certificate as X509Certificate2, chain, errors);
        return Refusal is null;
    }

    private static string? Fault(X509Certificate2 authority, X509Certificate2? leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (leaf is null || chain is null)
        {
            return "it presents no certificate";
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"its certificate is for another name than the address says ({leaf.GetNameInfo(X509NameType.DnsName, forIssuer: false)})"
            : CertificatePath.Fault(leaf, chain.ChainPolicy.ExtraStore, authority, CertificatePath.ServerAuthentication);
    }
}
