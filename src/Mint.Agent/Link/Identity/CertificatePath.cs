using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Agent.Link.Identity;

/// <summary>Whether a certificate leads to one authority, and to no other: the system's are not asked.</summary>
internal static class CertificatePath
{
    /// <summary>id-kp-serverAuth.</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>id-kp-clientAuth.</summary>
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private const X509ChainStatusFlags NotOfTheAuthority =
        X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>What is wrong with the way, to follow on "it: "; null when it is good.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="between">What may lie between it and the authority.</param>
    /// <param name="authority">The only one that counts.</param>
    /// <param name="use">What the certificate is used for.</param>
    /// <param name="at">When it has to be good; null for now.</param>
    public static string? Fault(X509Certificate2 leaf, IEnumerable<X509Certificate2> between, X509Certificate2 authority, string use, DateTimeOffset? at = null)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(authority);
        policy.ExtraStore.AddRange(between.ToArray());
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(use));
        if (at is { } time)
        {
            policy.VerificationTime = time.UtcDateTime;
        }

        var good = chain.Build(leaf);
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return good ? null : Explain(leaf, chain.ChainStatus, at);
    }

    private static string Explain(X509Certificate2 leaf, X509ChainStatus[] faults, DateTimeOffset? at)
    {
        var all = faults.Aggregate(X509ChainStatusFlags.NoError, (flags, fault) => flags | fault.Status);
        return all switch
        {
            _ when all.HasFlag(X509ChainStatusFlags.NotTimeValid) && at is { } time => $"the certificate was not good at {time.ToUniversalTime():yyyy-MM-dd HH:mm} UTC",
            _ when all.HasFlag(X509ChainStatusFlags.NotTimeValid) =>
                $"the certificate holds from {leaf.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, "
                + "which by this host's clock is not now; is the clock right?",
            _ when (all & NotOfTheAuthority) != 0 => "the certificate was not issued by the authority that this host trusts",
            _ when all.HasFlag(X509ChainStatusFlags.NotValidForUsage) => "the certificate is not meant for this use",
            _ => string.Join(", ", faults.Select(f => f.StatusInformation.Trim())),
        };
    }
}
