using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Enrolment;

namespace Mint.Coordinator.Access;

/// <summary>The two listeners: agents here, people and tools there.</summary>
internal static class Listeners
{
    /// <summary>Adds both.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var services = kestrel.ApplicationServices;
            var limits = services.GetRequiredService<ConnectionLimits>();
            Bound(kestrel.Limits, options.MaxConnections, limits);
            var keeper = services.GetRequiredService<AuthorityKeeper>();
            var own = services.GetRequiredService<OwnServerCertificate>();
            kestrel.Listen(options.Agents, listener =>
            {
                listener.Protocols = HttpProtocols.Http2;
                Serve(listener, Side.Agents, limits, () => ForAgents(own, keeper));
            });
            IServerCertificate shown = options.ApiCertificate is var (certificate, key)
                ? ActivatorUtilities.CreateInstance<FileServerCertificate>(services, certificate, key)
                : own;
            kestrel.Listen(options.Api, listener =>
            {
                listener.Protocols = HttpProtocols.Http1AndHttp2;
                Serve(listener, Side.Api, limits, options.ApiPlain ? null : () => ForPeople(shown));
            });
        });
    }

    private static void Bound(KestrelServerLimits server, int connections, ConnectionLimits limits)
    {
        server.MaxConcurrentConnections = connections;
        server.RequestHeadersTimeout = limits.RequestHeaders;
        server.KeepAliveTimeout = limits.KeepAlive;
        server.Http2.KeepAlivePingDelay = limits.PingDelay;
        server.Http2.KeepAlivePingTimeout = limits.PingTimeout;
    }

    private static void Serve(ListenOptions listener, Side side, ConnectionLimits limits, Func<SslServerAuthenticationOptions>? tls)
    {
        var door = new Door(side);
        if (tls is not null)
        {
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls()), HandshakeTimeout = limits.Handshake });
        }

        listener.Use(next => async connection =>
        {
            var ending = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>();
            using var idle = new IdleWatch(limits.KeepAlive, ending.RequestClose);
            connection.Features.Set(door);
            connection.Features.Set(idle);
            await next(connection);
        });
    }

    private static SslServerAuthenticationOptions ForAgents(OwnServerCertificate certificate, AuthorityKeeper keeper) => new()
    {
        ServerCertificateContext = certificate.Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        // Without it .NET makes a TLS context of its own for every connection, 15 KB each. A resumed session shows the certificate that it began with.
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
