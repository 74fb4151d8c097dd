namespace Mint.Agent.Link;

/// <summary>When to call the coordinator again: with growing pauses, each at random up to its length.</summary>
internal sealed class LinkBackoff(LinkTiming timing)
{
    private int failures;
    private TimeSpan spread;

    /// <summary>The last stream was a good one.</summary>
    public void Reset() => failures = 0;

    /// <summary>The coordinator says within what time its agents shall come back.</summary>
    public void Spread(TimeSpan within) => spread = within < timing.Cap ? within : timing.Cap;

    /// <summary>The pause after another failure.</summary>
    /// <param name="refused">Whether the coordinator does not want this host: then only a person can help, and there is no hurry.</param>
    public TimeSpan Next(bool refused)
    {
        var longest = timing.First * Math.Pow(2, Math.Min(failures++, 16));
        longest = longest > spread ? longest : spread;
        return refused
            ? timing.Cap * (0.5 + (0.5 * Random.Shared.NextDouble()))
            : (longest < timing.Cap ? longest : timing.Cap) * Random.Shared.NextDouble();
    }
}
