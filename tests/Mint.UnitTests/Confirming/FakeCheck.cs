using Mint.Core.Confirming;
using Mint.Core.Graph;

namespace Mint.UnitTests.Confirming;

/// <summary>A check that answers as a test says; the looks are counted from 1, the first is the baseline.</summary>
internal sealed class FakeCheck(string name, Func<int, WayInOutcome> answer) : IWayInCheck
{
    public string Name => name;

    public int Looks { get; private set; }

    public WayInTargets? Targets { get; private set; }

    public static FakeCheck Passing(string name = "git") => new(name, _ => WayInOutcome.Passed);

    public static FakeCheck Failing(string name = "git") => new(name, _ => WayInOutcome.Failed);

    /// <summary>Passes before the change and not after it.</summary>
    public static FakeCheck CutOff(string name = "git") => new(name, look => look == 1 ? WayInOutcome.Passed : WayInOutcome.Failed);

    public ValueTask<WayInVerdict> CheckAsync(WayInTargets targets, CancellationToken ct)
    {
        Targets = targets;
        return new(new WayInVerdict(answer(++Looks), $"{name} was asked"));
    }
}

/// <summary>Port 22 now, and whatever a test says afterwards.</summary>
internal sealed class FakeTargets : IWayInTargetSource
{
    public WayInTargets InForce { get; } = new([22], []);

    public WayInTargets Afterwards { get; set; } = new([2222], ["10.90.0.1"]);

    public WayInTargets Of(ResourceGraph desired) => Afterwards;
}
