using Mint.Core;
using Mint.Core.Applying;
using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>Why the loop turns. Reasons that come while it is busy merge into one more turn.</summary>
internal sealed record Wake
{
    /// <summary>Another configuration is in force.</summary>
    public bool Moved { get; init; }

    /// <summary>Look at everything.</summary>
    public bool ObserveAll { get; init; }

    /// <summary>Look at these, which may have drifted.</summary>
    public IReadOnlySet<ResourceId> Touched { get; init; } = new HashSet<ResourceId>();

    /// <summary>People who asked to converge now and wait for it.</summary>
    public IReadOnlyList<ApplyOrder> Orders { get; init; } = [];

    /// <summary>Both in one.</summary>
    public Wake Merge(Wake other) => new()
    {
        Moved = Moved || other.Moved,
        ObserveAll = ObserveAll || other.ObserveAll,
        Touched = Touched.Concat(other.Touched).ToHashSet(),
        Orders = [.. Orders, .. other.Orders],
    };
}

/// <summary>A person asked to converge now.</summary>
internal sealed class ApplyOrder
{
    private readonly TaskCompletionSource<RunReport> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when the run begins.</summary>
    public required Action<CommitInfo?> Started { get; init; }

    /// <summary>Called for each change that had its turn.</summary>
    public required Action<ResourceResult> Step { get; init; }

    /// <summary>Ends with the run's report, or with the reason why there is none.</summary>
    public Task<RunReport> Completion => done.Task;

    /// <summary>The run ended.</summary>
    public void Finish(RunReport report) => done.TrySetResult(report);

    /// <summary>There was no run.</summary>
    public void Fail(Exception reason) => done.TrySetException(reason);
}
