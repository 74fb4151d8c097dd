namespace Mint.Core.Ledger;

/// <summary>What is about to be done to one resource; recorded before it is done.</summary>
/// <param name="Resource">
/// The row to keep: for a resource that is owned already its <see cref="OwnedResource.Ownership"/> and spec stand, only the rest is taken over.
/// </param>
/// <param name="Owes">Resources to reload or restart once this is done; they stay owed until struck off.</param>
/// <param name="Preserved">What was there before us, for <c>mint undo</c>; null when nothing. An existing one is never replaced.</param>
public sealed record Intent(OwnedResource Resource, IReadOnlyList<ResourceId> Owes, byte[]? Preserved);
