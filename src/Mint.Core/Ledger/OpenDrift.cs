namespace Mint.Core.Ledger;

/// <summary>A drift that was seen and not (yet) repaired: observed only, held, or failed. Told once, not at every pass.</summary>
/// <param name="Id">Kind and name.</param>
/// <param name="FirstSeen">When.</param>
/// <param name="Fingerprint">Hash of its differences; another one is told as a new drift.</param>
public sealed record OpenDrift(ResourceId Id, DateTimeOffset FirstSeen, string Fingerprint);
