namespace Mint.Agent.Loop;

/// <summary>Spreads what hundreds of hosts do at a fixed interval.</summary>
internal static class Splay
{
    /// <summary>The interval, a tenth shorter or longer at random.</summary>
    public static TimeSpan Of(TimeSpan interval) => interval * (0.9 + (0.2 * Random.Shared.NextDouble()));
}
