namespace Mint.Cli.Reports;

/// <summary><c>mint render HOST --explain KEY --json</c>.</summary>
/// <param name="Host">The host.</param>
/// <param name="Key">The key, dotted.</param>
/// <param name="Value">What the host gets, on one line; null when nothing.</param>
/// <param name="Layers">What each layer says, lowest first.</param>
internal sealed record ExplanationReport(string Host, string Key, string? Value, IReadOnlyList<LayerReport> Layers);

/// <summary>What one layer says.</summary>
/// <param name="Layer"><c>defaults</c>, <c>group base</c>, <c>host web-01</c>.</param>
/// <param name="Origin">Where.</param>
/// <param name="Value">Its value on one line.</param>
/// <param name="Wins">Whether the result comes from here, at least in part.</param>
/// <param name="Reason">Why it wins; empty when it does not.</param>
internal sealed record LayerReport(string Layer, string? Origin, string Value, bool Wins, string Reason);
