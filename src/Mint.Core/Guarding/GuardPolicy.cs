using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Core.Guarding;

/// <summary>What one host's configuration says about holding back.</summary>
public sealed record GuardPolicy
{
    /// <summary>No limits of its own: the defaults.</summary>
    public static GuardPolicy Default { get; } = new();

    /// <summary>How many resources one run may delete before it is held; default 5.</summary>
    public int DeleteLimit { get; init; } = 5;

    /// <summary>How many units one run may restart before it is held; default 10.</summary>
    public int RestartLimit { get; init; } = 10;

    /// <summary>Maintenance windows and the resources that wait for them; one that several name waits for the first to open.</summary>
    public IReadOnlyList<MaintenanceRule> Maintenance { get; init; } = [];

    /// <summary>How changes of the way in are confirmed.</summary>
    public ConfirmSettings Confirm { get; init; } = new();

    /// <summary>The host's mode. Resources carry their own; this one counts for orphans, which no section speaks for any more.</summary>
    public Mode Mode { get; init; }

    /// <summary>Modes that differ from the host's, by <c>kind/name</c>.</summary>
    public IReadOnlyDictionary<string, Mode> Modes { get; init; } = new Dictionary<string, Mode>();

    /// <summary>The policy that a host's settings ask for. Windows were checked when they were loaded.</summary>
    /// <param name="settings">The host's settings.</param>
    /// <param name="fleet">mint.yaml; null for its defaults.</param>
    public static GuardPolicy Of(HostSettings settings, FleetConfig? fleet = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new GuardPolicy
        {
            DeleteLimit = settings.Limits.Delete,
            RestartLimit = settings.Limits.Restart,
            Confirm = fleet?.Confirm ?? new ConfirmSettings(),
            Mode = settings.Mode,
            Modes = settings.Modes,
            Maintenance = [.. settings.Maintenance.Select(m => Rule(m.Key, m.Value))],
        };
    }

    /// <summary>The mode of a resource that the configuration no longer asks for.</summary>
    internal Mode ModeOfOrphan(ResourceId id) => Modes.TryGetValue(id.ToString(), out var own) ? own : Mode;

    private static MaintenanceRule Rule(string name, MaintenanceSetting setting) => MaintenanceWindow.TryParse(setting.Window, out var window, out var expected)
        ? new MaintenanceRule(name, window, setting.Resources)
        : throw new ArgumentException($"maintenance.{name}.window: {expected}", nameof(setting));
}

/// <summary>Resources that are changed only inside a window.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Window">When.</param>
/// <param name="Resources">Globs over <c>kind/name</c>, where <c>*</c> matches any run of characters.</param>
public sealed record MaintenanceRule(string Name, MaintenanceWindow Window, IReadOnlyList<string> Resources);
