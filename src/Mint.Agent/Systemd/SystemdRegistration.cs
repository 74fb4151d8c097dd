using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Console;

namespace Mint.Agent.Systemd;

/// <summary>Readiness, status line, watchdog and journal levels.</summary>
internal static class SystemdRegistration
{
    /// <summary>Adds the link to systemd.</summary>
    public static void AddSystemdLink(this WebApplicationBuilder builder)
    {
        // A graceful stop lets the running step end; a dpkg run is never cut, so this is longer than its grace.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(12));
        builder.Services.AddSystemd();
        builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Heart>();
        builder.Services.AddHostedService<Watchdog>();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(o => o.FormatterName = JournalFormatter.FormatName);
        builder.Services.AddSingleton<ConsoleFormatter, JournalFormatter>();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
    }
}
