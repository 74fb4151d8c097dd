namespace Mint.Modules.Users;

/// <summary>What is wanted of one local group.</summary>
/// <param name="Gid">Numeric id; null for the next free one.</param>
/// <param name="System">Made with a low id.</param>
public sealed record GroupSpec(int? Gid = null, bool System = false);
