using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Coordinator.Enrolment;

/// <summary>Reads the one thing that counts in a certificate request: the public key, proven by its signature.</summary>
internal static class SigningRequest
{
    private const int MostBytes = 4096;
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    /// <summary>The key, or why there is none.</summary>
    public static (PublicKey? Key, string Refusal) Read(byte[] der)
    {
        if (der.Length is 0 or > MostBytes)
        {
            return (null, $"a certificate request (PKCS #10, DER) has 1 to {MostBytes} bytes, this one {der.Length}");
        }

        try
        {
            // Loading verifies the signature, and passes over the extensions that were asked for.
            var request = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256);
            using var key = request.PublicKey.GetECDsaPublicKey();
            return key?.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 or P384 }
                ? (request.PublicKey, "")
                : (null, "the key in the certificate request must be ECDSA on P-256 or P-384");
        }
        catch (Exception broken) when (broken is CryptographicException or NotSupportedException or ArgumentException)
        {
            return (null, $"the certificate request can't be read: {broken.Message}");
        }
    }
}
