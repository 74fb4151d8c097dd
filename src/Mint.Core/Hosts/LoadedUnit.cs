namespace Mint.Core.Hosts;

/// <summary>A unit that systemd has in memory, as <c>ListUnits</c> of org.freedesktop.systemd1 gives it.</summary>
/// <param name="Name">Full name, <c>nginx.service</c>.</param>
/// <param name="LoadState"><c>loaded</c>, <c>not-found</c>, <c>masked</c>, <c>error</c> …</param>
/// <param name="ActiveState"><c>active</c>, <c>inactive</c>, <c>failed</c>, <c>activating</c>, <c>reloading</c>, <c>deactivating</c>.</param>
/// <param name="SubState">The type's own state: <c>running</c>, <c>exited</c>, <c>waiting</c> …</param>
public sealed record LoadedUnit(string Name, string LoadState, string ActiveState, string SubState);
