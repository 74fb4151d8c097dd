using System.ComponentModel;

namespace Mint.Modules.Cron;

/// <summary>One job of the <c>cron</c> section.</summary>
public sealed record CronJob
{
    /// <summary>When.</summary>
    [Description("Five fields (minute, hour, day of month, month, day of week), or @reboot, @hourly, @daily, @weekly, @monthly, @yearly.")]
    public required string Schedule { get; init; }

    /// <summary>What, as typed in a shell.</summary>
    [Description("The command, as typed in a shell; a % is escaped for cron by itself.")]
    public required string Command { get; init; }

    /// <summary>Who runs it.</summary>
    [Description("The user who runs it; default root.")]
    public string User { get; set; } = "root";

    /// <summary>Variables for the job, MAILTO and PATH among them.</summary>
    [Description("Variables for the job, such as MAILTO and PATH; their values are taken literally.")]
    public Dictionary<string, string>? Environment { get; init; }

    /// <summary>A remark for whoever reads the file.</summary>
    [Description("A remark for whoever reads /etc/cron.d.")]
    public string? Comment { get; init; }

    /// <summary>Whether it runs.</summary>
    [Description("false: the job stays in the file, commented out.")]
    public bool Enabled { get; set; } = true;
}
