namespace Mint.Modules.Services;

/// <summary>What is wanted of one systemd unit.</summary>
/// <param name="Enabled">Started at boot; null: not looked at.</param>
/// <param name="Running">Running now; null: not looked at.</param>
/// <param name="Masked">Made unstartable.</param>
/// <param name="Reload">What it listens to makes it reload rather than restart.</param>
public sealed record UnitSpec(bool? Enabled, bool? Running, bool Masked = false, bool Reload = false);
