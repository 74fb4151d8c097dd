namespace Mint.Cli.Reports;

/// <summary><c>mint mesh --json</c>.</summary>
/// <param name="Meshes">WireGuard networks by name.</param>
internal sealed record MeshList(IReadOnlyList<MeshNetworkReport> Meshes);

/// <summary>A WireGuard network.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Members">Its members by name.</param>
/// <param name="Edges">What each sees of the others.</param>
internal sealed record MeshNetworkReport(string Network, IReadOnlyList<MeshMemberReport> Members, IReadOnlyList<MeshEdgeReport> Edges);

/// <summary>A member.</summary>
/// <param name="Host">The host.</param>
/// <param name="State">As of the host.</param>
/// <param name="PublicKey">Its key.</param>
/// <param name="Endpoints">Where it is reached from outside.</param>
/// <param name="SwitchAt">When its key changes, where a change is on its way.</param>
internal sealed record MeshMemberReport(string Host, string State, string? PublicKey, IReadOnlyList<string> Endpoints, DateTimeOffset? SwitchAt);

/// <summary>What a host sees of another.</summary>
/// <param name="From">The host that looks.</param>
/// <param name="To">The other.</param>
/// <param name="State">fresh, idle, stale, never, unknown.</param>
/// <param name="LastHandshake">When keys were last agreed.</param>
/// <param name="ReceivedBytes">Bytes from the other.</param>
/// <param name="SentBytes">Bytes to it.</param>
/// <param name="Endpoint">Where the other is heard.</param>
internal sealed record MeshEdgeReport(string From, string To, string State, DateTimeOffset? LastHandshake, ulong ReceivedBytes, ulong SentBytes, string? Endpoint);

/// <summary><c>mint wireguard --json</c>.</summary>
/// <param name="Networks">The host's networks by name.</param>
internal sealed record WireGuardReport(IReadOnlyList<WireGuardNetworkReport> Networks);

/// <summary>One network of the host.</summary>
/// <param name="Network">Its name.</param>
/// <param name="PublicKey">The host's own key; null when the interface is not there.</param>
/// <param name="Peers">The others.</param>
internal sealed record WireGuardNetworkReport(string Network, string? PublicKey, IReadOnlyList<WireGuardPeerReport> Peers);

/// <summary>Another member.</summary>
/// <param name="Host">The host; null for one that the config repo does not want.</param>
/// <param name="PublicKey">Its key.</param>
/// <param name="State">fresh, idle, stale, never.</param>
/// <param name="LastHandshake">When keys were last agreed.</param>
/// <param name="ReceivedBytes">Bytes from it.</param>
/// <param name="SentBytes">Bytes to it.</param>
/// <param name="Endpoint">Where it is heard.</param>
internal sealed record WireGuardPeerReport(string? Host, string PublicKey, string State, DateTimeOffset? LastHandshake, ulong ReceivedBytes, ulong SentBytes, string? Endpoint);

/// <summary><c>mint wireguard rotate --json</c>.</summary>
/// <param name="Network">The network.</param>
/// <param name="PublicKey">The key that follows.</param>
/// <param name="SwitchAt">When.</param>
internal sealed record RotationReport(string Network, string PublicKey, DateTimeOffset? SwitchAt);
