using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace Mint.Agent.Systemd;

/// <summary>Feeds systemd's watchdog (<c>WatchdogSec=</c>) at half its interval, as long as the loop's heart beats.</summary>
internal sealed partial class Watchdog(ISystemdNotifier notifier, Heart heart, TimeProvider time, ILogger<Watchdog> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!notifier.IsEnabled || Interval() is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (heart.Beats)
            {
                notifier.Notify(new ServiceState("WATCHDOG=1"));
            }
            else
            {
                LogStalled();
            }
        }
    }

    /// <summary>Half of WATCHDOG_USEC, as sd_watchdog_enabled(3) advises; null when systemd watches nothing.</summary>
    private static TimeSpan? Interval() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros > 0
            ? TimeSpan.FromMicroseconds(micros / 2.0)
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop has made no progress within its time; systemd will restart the agent")]
    private partial void LogStalled();
}
