using System.ComponentModel;

namespace Mint.Modules.Services;

/// <summary>One entry of the <c>services</c> section. The key is the unit's full name: <c>nginx.service</c>, <c>backup.timer</c>.</summary>
public sealed record ServiceSettings
{
    /// <summary>Started at boot. Default: yes; for a unit given here whose text has no <c>[Install]</c>: not looked at.</summary>
    [Description("Started at boot. Default: yes; for a unit given here whose text has no '[Install]': not looked at.")]
    public bool? Enabled { get; set; }

    /// <summary>
    /// Running now. Default: yes; for a unit given here that runs and ends (oneshot) or is started by something else (no
    /// <c>[Install]</c>): not looked at.
    /// </summary>
    [Description("Running now. Default: yes; for a unit given here that is a oneshot or has no '[Install]': not looked at.")]
    public bool? Running { get; set; }

    /// <summary>Made unstartable. Default false.</summary>
    [Description("Made unstartable. Default false.")]
    public bool Masked { get; set; }

    /// <summary>Resources whose change restarts it, once: <c>file//etc/nginx/nginx.conf</c>.</summary>
    [Description("Resources whose change restarts it, once: 'file//etc/nginx/nginx.conf'.")]
    public IReadOnlyList<string>? RestartOn { get; set; }

    /// <summary>Reload rather than restart. A change of the unit itself still restarts it, for nothing else makes it count.</summary>
    [Description("Reload rather than restart. A change of the unit itself still restarts it, for nothing else makes it count.")]
    public bool Reload { get; set; }

    /// <summary>The whole unit, written to <c>/etc/systemd/system</c>.</summary>
    [Description("The whole unit, written to '/etc/systemd/system'.")]
    public string? Unit { get; set; }

    /// <summary>The whole unit as a file of the config repo.</summary>
    [Description("The whole unit as a file of the config repo.")]
    public string? Source { get; set; }

    /// <summary>Drop-ins by name; each becomes <c>/etc/systemd/system/UNIT.d/NAME.conf</c>.</summary>
    [Description("Drop-ins by name; each becomes '/etc/systemd/system/UNIT.d/NAME.conf'.")]
    public Dictionary<string, string>? DropIns { get; set; }
}
