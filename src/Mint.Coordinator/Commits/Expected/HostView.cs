namespace Mint.Coordinator.Commits.Expected;

/// <summary>What the config repo says of one host, as far as the coordinator needs it.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Customer">Whom it belongs to; empty for nobody.</param>
/// <param name="Groups">Its groups, in order.</param>
/// <param name="SilentAfter">How long it may say nothing; null for the coordinator's own.</param>
/// <param name="Fault">Why its configuration does not load; empty when it does.</param>
/// <param name="Inputs">The paths that all of it was made of.</param>
internal sealed record HostView(
    string Host, string Customer, IReadOnlyList<string> Groups, TimeSpan? SilentAfter, string Fault, IReadOnlyList<string> Inputs);
