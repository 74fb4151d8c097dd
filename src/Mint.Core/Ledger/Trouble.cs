using Mint.Core.Providers;

namespace Mint.Core.Ledger;

/// <summary>A resource that failed or flaps, and when it is tried again. Gone once it succeeds.</summary>
/// <param name="Id">Kind and name.</param>
/// <param name="Kind">What follows from the failure.</param>
/// <param name="Message">One sentence.</param>
/// <param name="SpecHash">The spec that failed; a new spec is tried at once. Null for a deletion, <see cref="Unread"/> when it could not be looked at.</param>
/// <param name="Attempts">How often in a row, from 1.</param>
/// <param name="Since">The first failure in a row.</param>
/// <param name="NextTry">Not before this; null when only a person or a new spec can help.</param>
public sealed record Trouble(
    ResourceId Id, FailureKind Kind, string Message, string? SpecHash, int Attempts, DateTimeOffset Since, DateTimeOffset? NextTry)
{
    /// <summary>Stands for the spec of a resource that could not be looked at: it holds nothing back once it can be.</summary>
    public const string Unread = "";
}
