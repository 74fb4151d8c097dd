using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Enrolment;

namespace Mint.Coordinator.Access;

/// <summary>The two listeners: agents here, people and tools there.</summary>
internal static class Listeners
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds both.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Bound(kestrel.Limits, options.MaxConnections);
            kestrel.AddServerHeader = false;
            var services = kestrel.ApplicationServices;
            var keeper = services.GetRequiredService<AuthorityKeeper>();
            var own = services.GetRequiredService<OwnServerCertificate>();
            kestrel.Listen(options.Agents, listener =>
            {
                listener.Protocols = HttpProtocols.Http2;
                Serve(listener, Side.Agents, () => ForAgents(own, keeper));
            });
            IServerCertificate shown = options.ApiCertificate is var (certificate, key)
                ? ActivatorUtilities.CreateInstance<FileServerCertificate>(services, certificate, key)
                : own;
            kestrel.Listen(options.Api, listener =>
            {
                listener.Protocols = HttpProtocols.Http1AndHttp2;
                Serve(listener, Side.Api, options.ApiPlain ? null : () => ForPeople(shown));
            });
        });
    }

    private static void Bound(KestrelServerLimits limits, int connections)
    {
        limits.MaxConcurrentConnections = connections;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }

    private static void Serve(ListenOptions listener, Side side, Func<SslServerAuthenticationOptions>? tls)
    {
        var door = new Door(side);
        if (tls is not null)
        {
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls()), HandshakeTimeout = HandshakeTimeout });
        }

        listener.Use(next => connection =>
        {
            connection.Features.Set(door);
            return next(connection);
        });
    }

    private static SslServerAuthenticationOptions ForAgents(OwnServerCertificate certificate, AuthorityKeeper keeper) => new()
    {
        ServerCertificateContext = certificate.Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        // An agent connects for hours; sessions kept for resuming would cost memory for each and save nothing.
        AllowTlsResume = true,
        // Asked for, not insisted on: a host without one comes to enrol.
        ClientCertificateRequired = true,
        CertificateChainPolicy = keeper.Authority.ClientPolicy(),
        // Looked at when the call comes: then the caller can be told why it is refused.
#pragma warning disable CA5359
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    private static SslServerAuthenticationOptions ForPeople(IServerCertificate certificate) => new()
    {
        ServerCertificateContext = certificate.Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };
}
