namespace Mint.Agent.Systemd;

/// <summary>
/// The loop's proof of life. The loop says what it begins and how long that may take; the watchdog is fed only while that
/// promise holds, so a loop that hangs is restarted although the process still runs.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Heart(TimeProvider time)
{
    private long aliveUntil = time.GetUtcNow().UtcTicks + TimeSpan.FromMinutes(5).Ticks;

    /// <summary>Whether the last promise still holds.</summary>
    public bool Beats => time.GetUtcNow().UtcTicks <= Interlocked.Read(ref aliveUntil);

    /// <summary>Promises to be heard of again within this time.</summary>
    public void Promise(TimeSpan within) => Interlocked.Exchange(ref aliveUntil, (time.GetUtcNow() + within).UtcTicks);
}
