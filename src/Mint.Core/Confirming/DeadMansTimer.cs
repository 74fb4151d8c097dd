using System.Globalization;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Core.Confirming;

/// <summary>
/// Carries the way back out when nobody comes to stop it. A transient timer of systemd: it belongs to process 1, so neither kill -9 of the agent,
/// nor of its whole control group, nor a hang ends it.
/// </summary>
internal static class DeadMansTimer
{
    private const string Unit = "mint-agent-revert";

    /// <summary>Sets it.</summary>
    /// <exception cref="ResourceException">There is no timer, so nothing may be changed.</exception>
    public static async Task ArmAsync(IHost host, string script, TimeSpan after)
    {
        var seconds = after.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

        // A timer's usual accuracy is a minute.
        var result = await host.RunAsync(
            new Command(
                "systemd-run",
                "--quiet",
                "--collect",
                $"--unit={Unit}",
                "--description=Takes back a change of the way in that nobody confirmed",
                $"--on-active={seconds}s",
                "--timer-property=AccuracySec=100ms",
                "--property=Type=oneshot",
                "/bin/sh",
                script,
                "timer",
                $"nobody confirmed it within {seconds} s: the agent ended, hung, or was too late"),
            CancellationToken.None);
        result.EnsureSuccess();
    }

    /// <summary>Stops it; one that is not there is as good.</summary>
    public static Task StopAsync(IHost host) => host.RunAsync(new Command("systemctl", "stop", "--quiet", $"{Unit}.timer"), CancellationToken.None);
}
