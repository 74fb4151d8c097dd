using Mint.Core.Config;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Core.Confirming;

/// <summary>Makes changes that could cut the host off, so that they can't.</summary>
public interface IConfirmation
{
    /// <summary>Makes a change with a way back that needs nobody, and proves it.</summary>
    /// <param name="change">What is changed.</param>
    /// <param name="host">The host.</param>
    /// <param name="apply">Makes the change; its token ends when the time for it is over.</param>
    /// <param name="ct">A graceful stop: the change is taken back at once, and nobody is to blame.</param>
    Task<ConfirmationResult> MakeAsync(WayInChange change, IHost host, Func<CancellationToken, Task> apply, CancellationToken ct);
}

/// <summary>A change of the way in: what is made, or taken away, under one confirmation.</summary>
/// <param name="Desired">The commit's wishes.</param>
/// <param name="Members">What is changed, with its provider.</param>
/// <param name="Settings">How it is confirmed.</param>
public sealed record WayInChange(DesiredState Desired, IReadOnlyDictionary<ResourceId, IResourceProvider> Members, ConfirmSettings Settings);

/// <summary>How a change of the way in ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Reason">Why it was not kept, one sentence; empty when it was.</param>
public sealed record ConfirmationResult(ConfirmationOutcome Outcome, string Reason)
{
    /// <summary>It was proven, and stays.</summary>
    public static ConfirmationResult Kept { get; } = new(ConfirmationOutcome.Kept, "");

    /// <summary>It was not begun.</summary>
    public static ConfirmationResult Held(string reason) => new(ConfirmationOutcome.Held, reason);

    /// <summary>For <see cref="ConfirmationOutcome.TakenBack"/>: what; null otherwise.</summary>
    public TakenBack? TakenBack { get; init; }
}

/// <summary>How a change of the way in ended.</summary>
public enum ConfirmationOutcome
{
    /// <summary>It was proven, and stays.</summary>
    Kept,

    /// <summary>It was not begun; nothing was changed.</summary>
    Held,

    /// <summary>It was not proven: the state before is back.</summary>
    TakenBack,

    /// <summary>The agent stops: the state before is back, and the change is made again after the next start.</summary>
    Stopped,
}

/// <summary>A change that was taken back.</summary>
/// <param name="Commit">Id of the commit that asked for it; null for none.</param>
/// <param name="Specs">Hash of what it wanted of <paramref name="Members"/>; see <see cref="WayInSpecs"/>.</param>
/// <param name="Members">What it touched.</param>
/// <param name="Reason">Why, one sentence.</param>
public sealed record TakenBack(string? Commit, string Specs, IReadOnlyList<ResourceId> Members, string Reason);

/// <summary>Makes changes without asking anybody: for engines that work on no real host.</summary>
public sealed class NoConfirmation : IConfirmation
{
    /// <summary>The only one.</summary>
    public static NoConfirmation Instance { get; } = new();

    /// <inheritdoc/>
    public async Task<ConfirmationResult> MakeAsync(WayInChange change, IHost host, Func<CancellationToken, Task> apply, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(apply);
        await apply(ct);
        return ConfirmationResult.Kept;
    }
}
