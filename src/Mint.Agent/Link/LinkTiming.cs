namespace Mint.Agent.Link;

/// <summary>The link's paces.</summary>
internal sealed record LinkTiming
{
    /// <summary>The first try, and the first after a stream that lasted, comes at random within this: ten thousand agents must not come at once.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No two tries are further apart.</summary>
    public TimeSpan Cap { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A stream that lived so long was a good one.</summary>
    public TimeSpan Lasting { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What changes within this goes up together.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A coordinator that leaves something unanswered for so long is given up, and called anew.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the coordinator may take to welcome.</summary>
    public TimeSpan WelcomeWithin { get; init; } = TimeSpan.FromSeconds(30);
}
