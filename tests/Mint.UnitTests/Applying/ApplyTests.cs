using Mint.Core;
using Mint.Core.Applying;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Applying;

public sealed class ApplyTests
{
    [Test]
    public async Task Run_KindThatAppliesTogether_IsOneCall()
    {
        var world = new World();

        await world.RunAsync(Want("p", kind: "bundle"), Want("q", kind: "bundle"), Want("a"), Want("r", kind: "bundle") with { DependsOn = [Id("a")] });

        Assert.That(world.Bundle.Calls, Is.EqualTo(new[] { "apply p q r" }));
        Assert.That(world.Host.Log[0], Is.EqualTo("write /toy/toy.a"));
    }

    [Test]
    public async Task Run_Dependencies_AreMadeFirst()
    {
        var world = new World();

        await world.RunAsync(Want("a") with { DependsOn = [Id("b")] }, Want("b") with { DependsOn = [Id("c")] }, Want("c"));

        Assert.That(world.Host.Log, Is.EqualTo(new[] { "write /toy/toy.c", "write /toy/toy.b", "write /toy/toy.a" }));
    }

    [Test]
    public async Task Run_OneFails_WhatDependsOnItIsSkippedAndTheRestGoesOn()
    {
        var world = new World();
        world.Toy.FailApply["b"] = new ResourceException(FailureKind.Retry, "no space");

        var report = await world.RunAsync(
            Want("a") with { DependsOn = [Id("b")] }, Want("b"), Want("c") with { DependsOn = [Id("a")] }, Want("d"));

        Assert.That(Outcomes(report.Results), Is.EquivalentTo(new[] { "b Failed", "a Skipped", "c Skipped", "d Created" }));
        Assert.That(report.Results.Single(r => r.Id.Name == "a").Message, Does.Contain("toy/b"));
        Assert.That(world.Ledger.ReadTroubles().Keys, Is.EqualTo(new[] { Id("b") }));
    }

    [Test]
    public async Task Run_ProviderWithABug_FailsItsResourceOnly()
    {
        var world = new World();
        world.Toy.FailApply["a"] = new FormatException("oops");

        var report = await world.RunAsync(Want("a"), Want("b"));

        Assert.That(report.Results.Single(r => r.Id.Name == "a").Message, Does.Contain("FormatException"));
        Assert.That(world.Read("b"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Run_BatchThatThrows_FailsOnlyThoseThatStillDiffer()
    {
        var world = new World();
        world.Bundle.AfterApply["q"] = _ => throw new FormatException("oops");

        var report = await world.RunAsync(Want("p", kind: "bundle"), Want("q", kind: "bundle"), Want("r", kind: "bundle"));

        Assert.That(Outcomes(report.Results), Is.EqualTo(new[] { "p Created", "q Created", "r Failed" }));
        Assert.That(report.Results[^1].Message, Does.Contain("oops"));
    }

    [Test]
    public async Task Run_SeveralOfABatchFail_EachIsToldItsOwnFailureAndTheOthersGoOn()
    {
        var world = new World();
        world.Bundle.FailApply["p"] = new ResourceException(FailureKind.NeedsPerson, "in no repository");
        world.Bundle.FailApply["q"] = new ResourceException(FailureKind.Retry, "its script failed");
        world.Bundle.Stubborn.Add("s");

        var report = await world.RunAsync(new[] { "p", "q", "r", "s" }.Select(name => Want(name, kind: "bundle")));

        Assert.That(report.Results.Select(r => (r.Id.Name, r.Outcome, r.Failure)), Is.EqualTo(new (string, Outcome, FailureKind?)[]
        {
            ("p", Outcome.Failed, FailureKind.NeedsPerson), ("q", Outcome.Failed, FailureKind.Retry), ("r", Outcome.Created, null),
            ("s", Outcome.Failed, FailureKind.NotConverged),
        }));
        Assert.That(report.Results.Select(r => r.Message).Take(2), Is.EqualTo(new[] { "in no repository", "its script failed" }));
    }

    [Test]
    public async Task Run_OneOfABatchCanNotBeRemoved_TheOthersAre()
    {
        var world = new World();
        await world.RunAsync(new[] { "p", "q", "r" }.Select(name => Want(name, kind: "bundle")));
        world.Bundle.FailDelete["q"] = new ResourceException(FailureKind.Retry, "in use");

        var report = await world.RunAsync();

        Assert.That(Outcomes(report.Results), Is.EquivalentTo(new[] { "p Deleted", "q Failed", "r Deleted" }));
        Assert.That(report.Results.Single(r => r.Id.Name == "q").Message, Is.EqualTo("in use"));
    }

    [Test]
    public async Task Run_SingleThatThrowsAfterItsWork_IsAFailureAndSettlesNextTime()
    {
        var world = new World();
        world.Toy.AfterApply["a"] = _ => throw new ResourceException(FailureKind.Retry, "daemon-reload failed");

        var failed = await world.RunAsync(Want("a"));
        var next = await world.RunAsync(Want("a"));

        Assert.That(failed.Results.Single().Message, Is.EqualTo("daemon-reload failed"));
        Assert.That(next.Converged, Is.True);
        Assert.That(world.Ledger.ReadOwned()[Id("a")].Ownership, Is.EqualTo(Ownership.Created));
        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Run_ApplyWithoutEffect_IsNotConverged()
    {
        var world = new World();
        world.Toy.Stubborn.Add("a");

        var report = await world.RunAsync(Want("a"));

        Assert.That(report.Results.Single().Failure, Is.EqualTo(FailureKind.NotConverged));
        Assert.That(report.Results.Single().Message, Does.Contain("content"));
    }

    [Test]
    public async Task Run_AlreadyRightWhenItsTurnComes_IsUnchangedAndOwned()
    {
        var world = new World();
        world.Toy.AfterApply["a"] = _ => world.Tamper("b", "1");

        var report = await world.RunAsync(Want("a"), Want("b") with { DependsOn = [Id("a")] });

        Assert.That(Outcomes(report.Results), Is.EqualTo(new[] { "a Created", "b Unchanged" }));
        Assert.That(world.Toy.Calls, Is.EqualTo(new[] { "apply a" }));
        Assert.That(world.Ledger.ReadOwned(), Contains.Key(Id("b")));
    }

    [Test]
    public async Task Run_ApplyThatUpsetsAnother_SettlesItInTheSameRunAndCallsItNobodysDrift()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("b"));
        world.Toy.AfterApply["b"] = _ => world.Tamper("a");

        var report = await world.RunAsync(Want("a"), Want("b", "2"));

        Assert.That(world.Read("a"), Is.EqualTo("1"));
        Assert.That(report.Results.Select(r => r.Change.Reason), Has.None.EqualTo(ChangeReason.Drift));
        Assert.That(world.Told, Has.None.StartsWith("Drift"));
    }

    [Test]
    public async Task Run_TwoThatUpsetEachOther_EndsAfterThreeRounds()
    {
        var world = new World();
        world.Toy.AfterApply["a"] = _ => world.Tamper("b");
        world.Toy.AfterApply["b"] = _ => world.Tamper("a");

        var report = await world.RunAsync(Want("a") with { DependsOn = [] }, Want("b") with { DependsOn = [Id("a")] });

        Assert.That(report.Results, Has.Count.LessThanOrEqualTo(6));
    }

    [Test]
    public async Task Run_AdoptedThing_KeepsItsOldContentFromTheFirstTime()
    {
        var world = new World();
        world.Tamper("a", "foreign");
        await world.RunAsync(Want("a", "1"));
        await world.RunAsync(Want("a", "2"));

        Assert.That(world.Ledger.ReadPreserved(Id("a")), Is.EqualTo("foreign"u8.ToArray()));
        Assert.That(world.Ledger.ReadOwned()[Id("a")].Ownership, Is.EqualTo(Ownership.Adopted));
    }

    [Test]
    public async Task Run_Cancelled_KeepsAndTellsWhatWasDone()
    {
        var world = new World();
        using var stop = new CancellationTokenSource();
        world.Toy.AfterApply["a"] = _ => stop.Cancel();

        var report = await world.RunAsync(world.Request([Want("a"), Want("b"), Want("c", kind: "bundle")]), ct: stop.Token);

        Assert.That(report.Interrupted, Is.True);
        Assert.That(Outcomes(report.Results), Is.EqualTo(new[] { "a Created" }));
        Assert.That(world.Told, Is.EqualTo(new[] { "Change toy/a created" }));
        Assert.That(world.Ledger.ReadOwned()[Id("a")].SpecHash, Is.Not.Null);
        Assert.That((await world.RunAsync(Want("a"), Want("b"), Want("c", kind: "bundle"))).Converged, Is.True);
    }

    [Test]
    public async Task Run_CancelledInsideABatch_KeepsAndTellsWhatWasDone()
    {
        var world = new World();
        using var stop = new CancellationTokenSource();
        world.Bundle.AfterApply["p"] = _ => stop.Cancel();

        var report = await world.RunAsync(world.Request([Want("p", kind: "bundle"), Want("q", kind: "bundle")]), ct: stop.Token);

        Assert.That((report.Interrupted, report.Failed), Is.EqualTo((true, 0)));
        Assert.That(Outcomes(report.Results), Is.EqualTo(new[] { "p Created" }));
        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Run_CancelledWhileItLooksAgain_StillTellsWhatWasDone()
    {
        var world = new World();
        using var stop = new CancellationTokenSource();
        world.Toy.AfterApply["a"] = _ => world.Time.Advance(TimeSpan.Zero);
        var request = world.Request([Want("a")]);
        var progress = new StopAt(stop);

        var report = await new Reconciler(world.Providers, [], world.Ledger, world.Host, world.Time, world.Turns, NoConfirmation.Instance).RunAsync(request, progress, stop.Token);

        Assert.That(report.Interrupted, Is.True);
        Assert.That(world.Told, Is.EqualTo(new[] { "Change toy/a created" }));
    }

    [Test]
    public async Task Run_DeletionCancelledInsideABatch_ForgetsWhatIsGone()
    {
        var world = new World();
        await world.RunAsync(Want("p", kind: "bundle"), Want("q", kind: "bundle"));
        using var stop = new CancellationTokenSource();
        world.Bundle.FailDelete["p"] = new OperationCanceledException(stop.Token);
        world.Toy.AfterApply["x"] = _ => { };
        var host = new CancellingHost(world.Host, stop);

        var report = await world.RunAsync(world.Request([]), host, ct: stop.Token);

        Assert.That(report.Interrupted, Is.True);
        Assert.That(Outcomes(report.Results), Is.EqualTo(new[] { "q Deleted" }));
        Assert.That(world.Ledger.ReadOwned().Keys, Is.EqualTo(new[] { Id("p", "bundle") }));
    }

    [Test]
    public async Task Run_PartOfTheHost_ReloadsWhatItsChangeAsksForAndNothingElse()
    {
        var world = new World();
        Resource[] wanted = [Want("conf") with { Notifies = [Id("unit")] }, Want("unit"), Want("other")];
        await world.RunAsync(wanted);
        world.Ledger.Owe([Id("other")]);
        world.Tamper("conf");

        await world.RunAsync(world.Request(wanted, Trigger.Watcher, [Id("conf")]));

        Assert.That(world.Reloads, Is.EqualTo(new[] { "unit" }));
        Assert.That(world.Ledger.ReadOwed(), Is.EqualTo(new[] { Id("other") }));
    }

    private static IEnumerable<string> Outcomes(IEnumerable<ResourceResult> results) => results.Select(r => $"{r.Id.Name} {r.Outcome}");

    private sealed class StopAt(CancellationTokenSource stop) : IProgress<ResourceResult>
    {
        public void Report(ResourceResult value) => stop.Cancel();
    }

    /// <summary>Is told to stop at its first deletion.</summary>
    private sealed class CancellingHost(Mint.Core.Hosts.IHost host, CancellationTokenSource stop) : Mint.Testing.Conformance.InterceptingHost(host)
    {
        protected override void After() => stop.Cancel();
    }
}
