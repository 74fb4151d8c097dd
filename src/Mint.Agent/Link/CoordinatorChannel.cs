using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Mint.Agent.Link.Identity;

namespace Mint.Agent.Link;

/// <summary>Makes the way to the coordinator.</summary>
internal static class CoordinatorChannel
{
    /// <summary>All that comes down is small.</summary>
    private const int MostReceived = 256 * 1024;

    /// <summary>Makes a channel; it connects when it is used.</summary>
    /// <param name="coordinator">Where.</param>
    /// <param name="trust">Decides whether it is the coordinator.</param>
    /// <param name="identity">What this host proves itself with; null before it is enrolled.</param>
    public static GrpcChannel Open(Uri coordinator, ServerTrust trust, HostIdentity? identity) => GrpcChannel.ForAddress(coordinator, new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        MaxReceiveMessageSize = MostReceived,
        HttpHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingDelay = TimeSpan.FromSeconds(45),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = trust.Check,
                ClientCertificateContext = identity?.Context,
            },
        },
    });
}
