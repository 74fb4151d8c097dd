using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Access;

/// <summary>The listeners, and who gets in.</summary>
internal static class AccessRegistration
{
    private const int MostMessageBytes = 4 * 1024 * 1024;

    /// <summary>Adds them.</summary>
    public static void AddAccess(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        builder.AddListeners(options);
        builder.Services.AddSingleton<TryLimiter>();
        builder.Services.AddSingleton<SecurityAlarms>();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MostMessageBytes);
    }

    /// <summary>Puts the doors before everything that is mapped.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseRouting();
        app.UseMiddleware<DoorKeeper>();
    }
}
