namespace Mint.LoadTest;

/// <summary>What to load, and how much.</summary>
/// <param name="Agents">The agents' side, https.</param>
/// <param name="Api">The side of people and tools, https.</param>
/// <param name="Token">An admin's token.</param>
/// <param name="Authority">The coordinator's authority (PEM file).</param>
/// <param name="Count">How many agents.</param>
/// <param name="Resources">Resources of each.</param>
/// <param name="Heartbeat">Between two signs of life.</param>
/// <param name="Steady">How long the steady state is measured.</param>
/// <param name="DriftPerSecond">Drifts a second over all agents in the steady state.</param>
/// <param name="Process">The coordinator's process id, for its memory and time; 0 for none.</param>
/// <param name="Push">A command that pushes a commit that touches every host.</param>
/// <param name="Restart">A command that kills the coordinator and starts it again, and prints its new process id.</param>
/// <param name="Pages">How many pages to keep open; 0 for a load without pages.</param>
/// <param name="Password">The local admin's password, for pages.</param>
internal sealed record Settings(
    Uri Agents,
    Uri Api,
    string Token,
    string Authority,
    int Count,
    int Resources,
    TimeSpan Heartbeat,
    TimeSpan Steady,
    double DriftPerSecond,
    int Process,
    string Push,
    string Restart,
    int Pages = 0,
    string Password = "");
