using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Mint.Agent.Link.Identity;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Peers;

/// <summary>Signs what this host says of itself, and tells whether another host really said what it is said to have.</summary>
internal static class PeerProof
{
    private const string NamePrefix = "mint://host/";
    private const int MostCertificates = 4;
    private const int LargestCertificate = 8 * 1024;
    private const int LargestSignature = 256;

    // So that a signature that the host makes for anything else is never one of facts.
    private static ReadOnlySpan<byte> Purpose => "mint-agent peer facts 1\0"u8;

    private static readonly TimeSpan WorstClock = TimeSpan.FromMinutes(10);

    /// <summary>Signs facts; null when the identity has no key that can.</summary>
    public static Wire.SignedPeerFacts? Sign(Wire.PeerFacts facts, HostIdentity identity)
    {
        using var key = identity.Certificate.GetECDsaPrivateKey();
        var bytes = facts.ToByteArray();
        return key is null ? null : new Wire.SignedPeerFacts
        {
            Facts = ByteString.CopyFrom(bytes),
            Signature = ByteString.CopyFrom(key.SignData([.. Purpose, .. bytes], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            Chain = { ByteString.CopyFrom(identity.Certificate.RawData), identity.Intermediates.Select(c => ByteString.CopyFrom(c.RawData)) },
        };
    }

    /// <summary>The facts, or why they are not taken: a few words to follow on "facts of a peer were dropped: ".</summary>
    /// <param name="signed">Facts with their proof.</param>
    /// <param name="authority">Whose certificates count.</param>
    /// <param name="now">The time.</param>
    public static (Wire.PeerFacts? Facts, string Fault) Check(Wire.SignedPeerFacts signed, X509Certificate2 authority, DateTimeOffset now)
    {
        if (signed.Facts.Length > PeerRules.LargestFacts || signed.Signature.Length > LargestSignature
            || signed.Chain.Count is 0 or > MostCertificates || signed.Chain.Any(c => c.Length > LargestCertificate))
        {
            return (null, "they are too large");
        }

        var chain = new List<X509Certificate2>();
        try
        {
            var facts = Wire.PeerFacts.Parser.ParseFrom(signed.Facts);
            chain.AddRange(signed.Chain.Select(c => X509CertificateLoader.LoadCertificate(c.Span)));
            return Fault(signed, facts, chain, authority, now) is { } fault ? (null, fault) : (facts, "");
        }
        catch (Exception failure) when (failure is CryptographicException or InvalidProtocolBufferException)
        {
            return (null, "they can't be read");
        }
        finally
        {
            chain.ForEach(c => c.Dispose());
        }
    }

    private static string? Fault(Wire.SignedPeerFacts signed, Wire.PeerFacts facts, List<X509Certificate2> chain, X509Certificate2 authority, DateTimeOffset now)
    {
        if (PeerRules.Fault(facts) is { } odd)
        {
            return odd;
        }

        var madeAt = facts.MadeAt.ToDateTimeOffset();
        var leaf = chain[0];
        using var key = leaf.GetECDsaPublicKey();
        return madeAt > now + WorstClock ? $"those of {facts.Host} come from the future"
            : leaf.GetNameInfo(X509NameType.UrlName, forIssuer: false) != NamePrefix + facts.Host ? $"those of {facts.Host} are signed by another host"
            : CertificatePath.Fault(leaf, chain.Skip(1), authority, CertificatePath.ClientAuthentication, madeAt) is { } untrusted ? $"those of {facts.Host}: {untrusted}"
            : key is null || !key.VerifyData([.. Purpose, .. signed.Facts.Span], signed.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ? $"the signature on those of {facts.Host} is not its own"
            : null;
    }
}
