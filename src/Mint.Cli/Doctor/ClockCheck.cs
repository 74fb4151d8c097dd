namespace Mint.Cli.Doctor;

/// <summary>A wrong clock breaks TLS, signatures' dates and maintenance windows.</summary>
internal sealed class ClockCheck : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public async Task<Finding> LookAsync(CancellationToken ct) =>
        (await Tool.PrintedAsync("timedatectl", ["show", "--property=NTPSynchronized", "--value"], ct))?.Trim() switch
        {
            "yes" => Finding.Ok("synchronised"),
            "no" => Finding.Warn("not synchronised with a time server", "Install a time service: apt-get install systemd-timesyncd. A container has its host's clock."),
            _ => Finding.Unknown("timedatectl does not tell whether the clock is synchronised"),
        };
}
