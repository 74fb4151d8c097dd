using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mint.Agent.Control;

/// <summary>Serves the control API on a unix socket.</summary>
internal static class ControlRegistration
{
    private const string SocketPath = "/run/mint-agent/control.sock";

    /// <summary>Adds the service and its listener.</summary>
    public static void AddControl(this WebApplicationBuilder builder)
    {
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<StatusQuery>();
        builder.Services.AddSingleton<PersonActions>();
        builder.Services.AddSingleton<WireGuardActions>();
        builder.Services.AddSingleton<ControlService>();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(SocketPath, listen => listen.Protocols = HttpProtocols.Http2));
        ControlSocket.Prepare(SocketPath);
    }

    /// <summary>Maps the service, and opens the socket to root and the group <c>mint</c> once it is there.</summary>
    public static void MapControl(this WebApplication app)
    {
        app.MapGrpcService<ControlService>();
        app.Lifetime.ApplicationStarted.Register(() => ControlSocket.Open(SocketPath, app.Services.GetRequiredService<IHost>()));
    }
}
