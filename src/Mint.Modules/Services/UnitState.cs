namespace Mint.Modules.Services;

/// <summary>A unit of which something is on: enabled, masked, active or failed. One of which nothing is on reads as absent.</summary>
/// <param name="Enabled">Started at boot, unless it is masked.</param>
/// <param name="Masked">Made unstartable.</param>
/// <param name="Active">systemd's word: <c>active</c>, <c>inactive</c>, <c>failed</c>, <c>activating</c> …</param>
/// <param name="RunsToEnd">A oneshot: being inactive is its usual state.</param>
public sealed record UnitState(bool Enabled, bool Masked, string Active, bool RunsToEnd = false)
{
    /// <summary>Up, or on its way: a unit that is just being started, reloaded or restarted has not drifted.</summary>
    public bool IsUp => Active is "active" or "activating" or "reloading" or "refreshing" or "deactivating" or "maintenance";

    /// <summary>Down, or on its way.</summary>
    public bool IsDown => Active is "inactive" or "failed" or "deactivating";
}
