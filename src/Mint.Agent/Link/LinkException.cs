namespace Mint.Agent.Link;

/// <summary>The link can't go on.</summary>
/// <param name="message">Why, one sentence.</param>
/// <param name="refused">Whether only a person can help.</param>
internal sealed class LinkException(string message, bool refused = false) : Exception(message)
{
    /// <summary>Whether only a person can help.</summary>
    public bool Refused { get; } = refused;
}
