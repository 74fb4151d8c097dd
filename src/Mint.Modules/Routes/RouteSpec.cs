namespace Mint.Modules.Routes;

/// <summary>A wanted route; the resource's name is the network that it leads to.</summary>
/// <param name="Via">The router; null for a network on the interface itself.</param>
/// <param name="Interface">The interface; null for whichever the router is on.</param>
/// <param name="Metric">The lowest of several comes first.</param>
public sealed record RouteSpec(string? Via, string? Interface, uint Metric);
