namespace Mint.Modules.Firewall;

/// <summary>What the table shall be.</summary>
/// <param name="Text">The file that makes it, in nft's language.</param>
public sealed record FirewallSpec(string Text);

/// <summary>What is wanted of a fetched list; the resource's name is the list's.</summary>
/// <param name="Url">Where it is fetched from.</param>
/// <param name="MaxAge">How old it may be.</param>
public sealed record BlocklistSpec(string Url, TimeSpan MaxAge);
