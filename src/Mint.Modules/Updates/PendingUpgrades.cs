namespace Mint.Modules.Updates;

/// <summary>What apt would upgrade on a host.</summary>
/// <param name="Ready">Upgrades that take nothing away.</param>
/// <param name="LeftOut">Upgrades that apt could do only by removing some package.</param>
internal sealed record PendingUpgrades(IReadOnlyList<Upgrade> Ready, IReadOnlyList<Upgrade> LeftOut);
