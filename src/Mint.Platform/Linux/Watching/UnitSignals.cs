using Microsoft.Extensions.Logging;
using Mint.Platform.Linux.Native;
using Mint.Platform.Linux.Units;

namespace Mint.Platform.Linux.Watching;

/// <summary>
/// Tells units whose state changed, by systemd's signals. A thread of its own sleeps in the kernel; a lost connection is made anew,
/// and then everything may have changed.
/// </summary>
public sealed partial class UnitSignals : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly ILogger<UnitSignals> logger;
    private readonly WakeUp stop = new();
    private readonly Thread thread;

    /// <summary>Starts listening.</summary>
    public UnitSignals(ILogger<UnitSignals> logger)
    {
        this.logger = logger;
        thread = new Thread(Run) { IsBackground = true, Name = "mint-units" };
        thread.Start();
    }

    /// <summary>Names of changed units.</summary>
    public PendingHints Changes { get; } = new();

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Run()
    {
        var (delay, lost) = (FirstRetry, false);
        do
        {
            try
            {
                using var bus = SystemdBus.Open();
                bus.Subscribe();
                if (lost)
                {
                    Changes.TellEverything();
                }

                delay = FirstRetry;
                Listen(bus);
                return;
            }
            catch (SystemdBusException e)
            {
                LogLost(e.Message, delay);
                lost = true;
            }
        }
        while (Pause(ref delay));
    }

    private void Listen(SystemdBus bus)
    {
        do
        {
            bool more;
            do
            {
                if (bus.NextChangedUnit(out more) is { } unit)
                {
                    Changes.Tell(unit);
                }
            }
            while (more);
        }
        while (stop.Wait(bus.Fd, timeout: null));
    }

    private bool Pause(ref TimeSpan delay)
    {
        var goOn = stop.Wait(-1, delay);
        delay = delay + delay < LastRetry ? delay + delay : LastRetry;
        return goOn;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of units are not noticed at once: {Reason}; trying again in {Delay}")]
    private partial void LogLost(string reason, TimeSpan delay);
}
