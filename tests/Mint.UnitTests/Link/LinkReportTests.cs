using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Protocol.V1;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using Case = Mint.Protocol.V1.ConnectRequest.MessageOneofCase;

namespace Mint.UnitTests.Link;

/// <summary>What the agent tells of its state and of what happened, and that nothing of it is lost.</summary>
public sealed class LinkReportTests : LinkFixture
{
    [Test]
    public async Task Connect_StateNotKnown_SaysWhereItStandsAndReportsAll()
    {
        await world.RunAsync(World.Want("a"), World.Want("b"));
        world.Engine.Ledger.WriteFact(LedgerFacts.AcceptedCommit, Commit);
        world.Tell("one");
        var told = Once(async stream => (await stream.WelcomeAsync(), (await stream.NextAsync(Case.FullReport)).FullReport, stream.Client?.Subject));
        await world.StartAsync(coordinator.Url);

        var (hello, report, client) = await told;

        Assert.That(client, Is.EqualTo("CN=web-01"));
        Assert.That((hello.Protocol, hello.AcceptedCommit, hello.LastSequence), Is.EqualTo((1u, Commit, (ulong)world.Engine.Ledger.Events.Count)));
        Assert.That(hello.MachineId, Has.Length.EqualTo(64));
        Assert.That(Guid.TryParse(hello.LedgerId, out _), Is.True);
        Assert.That(report.StateHash, Is.EqualTo(hello.StateHash));
        Assert.That(report.Resources.Select(r => r.Resource), Is.EqualTo(new[] { "toy/a", "toy/b" }));
        Assert.That((report.Summary.State, report.Summary.ResourcesOk, report.Summary.Release), Is.EqualTo(("converged", 2u, "debian 12")));
        Assert.That(report.Resources[0].Origin, Is.EqualTo("hosts/a.yaml:2:3"));
    }

    [Test]
    public async Task Connect_StateKnown_SendsNoReport()
    {
        await world.RunAsync(World.Want("a"));
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => w.StateKnown = true);
            world.Tell("news");
            return (await stream.NextAsync())?.MessageCase;
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(await told, Is.EqualTo(Case.EventBatch));
    }

    [Test]
    public async Task Report_AfterAChange_IsWhatChangedSinceTheAcknowledgedState()
    {
        await world.RunAsync(World.Want("a"), World.Want("b"));
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync();
            var whole = (await stream.NextAsync(Case.FullReport)).FullReport;

            // While the first is not acknowledged, two changes come: they go up together, against what was stored.
            await world.RunAsync(World.Want("b"), World.Want("c"));
            world.State.Warn("git", "Git is away");
            await stream.AcknowledgeAsync(whole.StateHash);
            return (whole, (await stream.NextAsync(Case.ReportDelta)).ReportDelta);
        });
        await world.StartAsync(coordinator.Url);

        var (whole, delta) = await told;

        Assert.That(delta.BaseHash, Is.EqualTo(whole.StateHash));
        Assert.That(delta.StateHash, Is.Not.EqualTo(whole.StateHash));
        Assert.That(delta.Resources.Select(r => r.Resource), Is.EqualTo(new[] { "toy/c" }));
        Assert.That(delta.RemovedResources, Is.EqualTo(new[] { "toy/a" }));
        Assert.That(delta.Summary.Warnings, Is.EqualTo(new[] { "Git is away" }));
    }

    [Test]
    public async Task Report_ConcernComesAndGoes_IsToldBothTimes()
    {
        await world.RunAsync(World.Want("a"));
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync();
            await stream.AcknowledgeAsync((await stream.NextAsync(Case.FullReport)).FullReport.StateHash);
            world.Engine.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "disk full");
            world.Engine.Tamper("a");
            await world.RunAsync(World.Want("a"));
            var worse = (await stream.NextAsync(Case.ReportDelta)).ReportDelta;
            await stream.AcknowledgeAsync(worse.StateHash);
            world.Engine.Toy.FailApply.Clear();
            world.Engine.Advance(TimeSpan.FromHours(1));
            await world.RunAsync(World.Want("a"));
            return (worse, (await stream.NextAsync(Case.ReportDelta)).ReportDelta);
        });
        await world.StartAsync(coordinator.Url);

        var (worse, better) = await told;

        Assert.That(worse.Concerns.Single(), Has.Property("Resource").EqualTo("toy/a").And.Property("Condition").EqualTo("failed"));
        Assert.That(worse.Resources, Is.Empty);
        Assert.That(better.EndedConcerns, Is.EqualTo(new[] { "toy/a" }));
        Assert.That(better.Summary.State, Is.EqualTo("converged"));
    }

    [Test]
    public async Task Report_Asked_IsWhole()
    {
        await world.RunAsync(World.Want("a"));
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => w.StateKnown = true);
            await stream.SendAsync(new ConnectResponse { ReportRequest = new ReportRequest { Reason = "hash mismatch" } });
            return (await stream.NextAsync(Case.FullReport)).FullReport.Resources.Count;
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(await told, Is.EqualTo(1));
    }

    [Test]
    public async Task Events_OfAWeekOffline_ArriveOnceAndInOrderThoughTheCoordinatorDies()
    {
        const int Count = 3_000;
        var stored = new List<Event>();
        var week = world.Engine.Time.GetUtcNow();
        for (var i = 0; i < Count; i++)
        {
            world.Engine.Time.Advance(TimeSpan.FromDays(7) / Count);
            world.Tell($"event {i}");
        }

        var (lives, doubles) = (0, 0);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            // Each life: welcome from what is on disk, take some batches, die once before, once after the acknowledgement.
            var life = Interlocked.Increment(ref lives);
            await stream.WelcomeAsync(w => (w.AcknowledgedSequence, w.StateKnown) = (stored.Count == 0 ? 0 : stored[^1].Sequence, true));
            for (var batch = 1; ; batch++)
            {
                foreach (var one in (await stream.NextAsync(Case.EventBatch)).EventBatch.Events)
                {
                    doubles += stored.Count > 0 && one.Sequence <= stored[^1].Sequence ? 1 : 0;
                    stored.Add(one);
                }

                if (life < 4 && batch == life + 1)
                {
                    stream.Abort();
                    return;
                }

                await stream.AcknowledgeAsync(stored[^1].Sequence);
                if (stored.Count == Count)
                {
                    all.TrySetResult();
                }
            }
        };
        await world.StartAsync(coordinator.Url);

        await all.Task.WaitAsync(Limit);

        Assert.That(lives, Is.EqualTo(4));
        Assert.That(doubles, Is.Zero);
        Assert.That(stored.Select(e => e.Summary), Is.EqualTo(Enumerable.Range(0, Count).Select(i => $"event {i}")));
        Assert.That(stored[^1].At.ToDateTimeOffset() - week, Is.EqualTo(TimeSpan.FromDays(7)).Within(TimeSpan.FromSeconds(1)), "stamped when it happened");
    }

    [Test]
    public async Task Events_CoordinatorForgotThem_AreSentAgain()
    {
        world.Tell("one", "two", "three");
        world.Engine.Ledger.WriteFact(LedgerFacts.AcknowledgedSequence, "3");
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => (w.AcknowledgedSequence, w.StateKnown) = (1, true));
            return (await stream.NextAsync(Case.EventBatch)).EventBatch.Events.Select(e => e.Summary).ToList();
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(await told, Is.EqualTo(new[] { "two", "three" }));
    }

    [Test]
    public async Task Acknowledgement_BeyondWhatWasSent_IsNotBelieved()
    {
        world.Tell("one");
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => w.StateKnown = true);
            await stream.NextAsync(Case.EventBatch);
            await stream.AcknowledgeAsync(ulong.MaxValue);
            await stream.SendAsync(new ConnectResponse { Wake = new Wake { Reason = "shows that the acknowledgement was taken in" } });
            await world.Source.Asked;
            world.Tell("two");
            return (await stream.NextAsync(Case.EventBatch)).EventBatch.Events.Single().Summary;
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(await told, Is.EqualTo("two"));
        Assert.That(world.Engine.Ledger.ReadFact(LedgerFacts.AcknowledgedSequence), Is.EqualTo("1"));
    }

    [Test]
    public async Task Welcome_KnowsLaterEventsThanTheLedger_TheyAreNumberedAnew()
    {
        world.Tell("one");
        var ids = new List<string>();
        var told = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            var hello = await stream.WelcomeAsync(w => (w.AcknowledgedSequence, w.StateKnown) = (ids.Count == 0 ? 999u : 0u, true));
            ids.Add(hello.LedgerId);
            told.TrySetResult((await stream.NextAsync(Case.EventBatch)).EventBatch.Events.Single().Sequence);
        };
        await world.StartAsync(coordinator.Url);

        Assert.That(await told.Task.WaitAsync(Limit), Is.EqualTo(1));
        Assert.That(ids.Distinct().Count(), Is.EqualTo(2));
    }
}
