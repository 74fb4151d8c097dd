namespace Mint.Core.Ledger;

/// <summary>A person stopped the agent from changing the host.</summary>
/// <param name="Who">Login name.</param>
/// <param name="Reason">Why; never empty.</param>
/// <param name="Since">From when.</param>
/// <param name="Until">Until when; after that a plan is shown before enforcing resumes.</param>
public sealed record Pause(string Who, string Reason, DateTimeOffset Since, DateTimeOffset Until);
