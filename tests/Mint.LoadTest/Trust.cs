using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mint.LoadTest;

/// <summary>Trusts the coordinator's own authority and nothing else, as agents do.</summary>
internal static class Trust
{
    public static SocketsHttpHandler Handler(X509Certificate2 authority, X509Certificate2? client = null)
    {
        var ssl = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { authority },
            },
        };
        if (client is not null)
        {
            ssl.ClientCertificates = [client];
        }

        return new SocketsHttpHandler
        {
            SslOptions = ssl,
            EnableMultipleHttp2Connections = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = TimeSpan.FromSeconds(60),
        };
    }
}
