using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Agent.Link;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Protocol.V1;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using Case = Mint.Protocol.V1.ConnectRequest.MessageOneofCase;

namespace Mint.UnitTests.Link;

/// <summary>The agent's end of the link against a coordinator that does as it is told.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LinkTests : IAsyncDisposable
{
    private const string Commit = "beef000000000000000000000000000000000000";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TestAuthority authority = new();
    private FakeCoordinator coordinator = null!;
    private LinkWorld world = null!;

    [SetUp]
    public async Task Begin() => (coordinator, world) = (await FakeCoordinator.StartAsync(authority), new LinkWorld(authority));

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        await coordinator.DisposeAsync();
        authority.Dispose();
    }

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

    [Test]
    public async Task Wake_AsksGit()
    {
        _ = Once(async stream =>
        {
            await stream.WelcomeAsync();
            await stream.SendAsync(new ConnectResponse { Wake = new Wake { Reason = "push" } });
            return true;
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(async () => await world.Source.Asked, Throws.Nothing);
    }

    [Test]
    public async Task UnknownMessage_IsPassedOver()
    {
        world.Tell("one");
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => w.StateKnown = true);
            await stream.SendAsync(ConnectResponse.Parser.ParseFrom([0xA2, 0x06, 0x02, 0x08, 0x01])); // field 100
            await stream.NextAsync(Case.EventBatch);
            await stream.AcknowledgeAsync(1);
            world.Tell("two");
            return (await stream.NextAsync(Case.EventBatch)).EventBatch.Events.Single().Summary;
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(await told, Is.EqualTo("two"));
    }

    [Test]
    public async Task Welcome_IsKeptForTheGate()
    {
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => (w.WitnessedCommit, w.RolloutRelease) = (Commit, new RolloutRelease { Commit = Commit, Reason = "ring early soaks" }));
            await stream.NextAsync(Case.FullReport);
            var first = world.Link?.Release;
            await stream.SendAsync(new ConnectResponse { RolloutRelease = new RolloutRelease { All = true } });
            await world.Source.Asked;
            return first;
        });
        await world.StartAsync(coordinator.Url);

        Assert.That(await told, Is.EqualTo(new Release(false, Commit, "ring early soaks")));
        Assert.That(world.Engine.Ledger.ReadFact(LedgerFacts.WitnessedCommit), Is.EqualTo(Commit));
    }

    [Test]
    public async Task Welcome_WitnessOfNoUse_IsNotKept()
    {
        var told = Once(async stream =>
        {
            await stream.WelcomeAsync(w => w.WitnessedCommit = "../../etc/passwd");
            return (await stream.NextAsync(Case.FullReport)).MessageCase;
        });
        await world.StartAsync(coordinator.Url);
        await told;

        Assert.That(world.Engine.Ledger.ReadFact(LedgerFacts.WitnessedCommit), Is.Null);
    }

    [Test]
    public async Task Refused_Host_WarnsUntilItIsWelcomeAgain()
    {
        var tries = 0;
        var told = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            if (tries++ == 0)
            {
                throw new RpcException(new Status(StatusCode.PermissionDenied, "revoked by anna"));
            }

            var during = world.State.Warnings;
            await stream.WelcomeAsync();
            await stream.NextAsync(Case.FullReport);
            told.TrySetResult(during);
            await stream.Untold;
        };
        await world.StartAsync(coordinator.Url);

        Assert.That((await told.Task.WaitAsync(Limit)).Single(), Does.Contain("refuses this host: revoked by anna").And.Contain("mint host add web-01"));
        Assert.That(world.State.Warnings, Is.Empty);
        Assert.That(world.Link?.Standing.Up, Is.True);
    }

    [Test]
    public async Task Refused_InTheHandshake_IsDownAndTriedAgain()
    {
        var told = Once(stream => stream.WelcomeAsync());
        var tries = 0;
        coordinator.LetIn = _ => tries++ > 1;
        await world.StartAsync(coordinator.Url);

        await told;

        Assert.That(tries, Is.GreaterThan(1));
        Assert.That(world.Log.First(), Does.Contain("The coordinator is away").And.Contain("does not take this host's certificate"));
    }

    [Test]
    public async Task Server_OfAnotherAuthority_IsNotSpokenTo()
    {
        using var stranger = new TestAuthority();
        await using var impostor = await FakeCoordinator.StartAsync(stranger);
        var spoken = false;
        impostor.Play = stream =>
        {
            spoken = true;
            return stream.Untold;
        };
        var down = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.State.Changed += (_, _) => down.TrySetResult();
        await world.StartAsync(impostor.Url);

        await down.Task.WaitAsync(Limit);

        Assert.That(world.State.Warnings.Single(), Does.Contain("it is not trusted").And.Contain("not issued by the authority"));
        Assert.That(spoken, Is.False);
    }

    [Test]
    public async Task Renewal_AfterTwoThirds_IsAskedKeptAndUsedNext()
    {
        await world.DisposeAsync();
        world = new LinkWorld(authority, DateTimeOffset.UtcNow.AddDays(5));
        var serials = new List<string?>();
        var told = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            await stream.WelcomeAsync();
            if (serials.Count > 0)
            {
                told.TrySetResult(stream.Client?.SerialNumber);
                await stream.Untold;
            }

            var csr = (await stream.NextAsync(Case.CertificateRequest)).CertificateRequest.Csr.ToByteArray();
            using var renewed = authority.Sign(csr, "web-01");
            serials.Add(stream.Client?.SerialNumber);
            serials.Add(renewed.SerialNumber);
            await stream.SendAsync(new ConnectResponse { CertificateGrant = new CertificateGrant { Chain = { Google.Protobuf.ByteString.CopyFrom(renewed.RawData) } } });
            world.Tell("still the same stream");
            await stream.NextAsync(Case.EventBatch);
            stream.Abort();
        };
        await world.StartAsync(coordinator.Url);

        Assert.That(await told.Task.WaitAsync(Limit), Is.EqualTo(serials[1]).And.Not.EqualTo(serials[0]));
    }

    [Test]
    public async Task Heartbeat_WhenIdle_CarriesTheHashAndTheOutbox()
    {
        var told = Once(async stream =>
        {
            var hello = await stream.WelcomeAsync(w => (w.StateKnown, w.HeartbeatEvery) = (true, Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1))));
            return (hello, (await stream.NextAsync(Case.Heartbeat)).Heartbeat);
        });
        await world.StartAsync(coordinator.Url);

        var (hello, heartbeat) = await told;

        Assert.That((heartbeat.StateHash, heartbeat.Outbox), Is.EqualTo((hello.StateHash, 0ul)));
    }

    [Test]
    public async Task Silence_OfACoordinatorThatAcknowledgesNothing_EndsTheStream()
    {
        var hellos = 0;
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            await stream.WelcomeAsync();
            if (++hellos == 2)
            {
                again.TrySetResult();
            }

            await stream.NextAsync(Case.FullReport);
            await Task.Delay(200);
            world.Tell("wakes the writer");
            await stream.Untold;
        };
        await world.StartAsync(coordinator.Url, new LinkTiming { First = TimeSpan.Zero, Cap = TimeSpan.Zero, Settle = TimeSpan.Zero, Patience = TimeSpan.FromMilliseconds(100) });

        Assert.That(async () => await again.Task.WaitAsync(Limit), Throws.Nothing);
    }

    [Test]
    public async Task Silence_OfACoordinatorThatReadsNoMore_EndsTheStream()
    {
        var hellos = 0;
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Tell([.. Enumerable.Range(0, 400).Select(i => $"event {i} {new string('x', 10_000)}")]);
        coordinator.Play = async stream =>
        {
            await stream.WelcomeAsync();
            if (++hellos == 2)
            {
                again.TrySetResult();
            }

            await stream.Untold; // more than a connection buffers is under way, and nobody takes it
        };
        var quick = new LinkTiming { First = TimeSpan.Zero, Cap = TimeSpan.Zero, Settle = TimeSpan.Zero, Patience = TimeSpan.FromMilliseconds(300) };
        await world.StartAsync(coordinator.Url, quick);

        await again.Task.WaitAsync(Limit);

        Assert.That(world.Log.First(l => l.Contains("is away")), Does.Contain("took no message within"));
    }

    private Task<T> Once<T>(Func<FakeStream, Task<T>> part)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        coordinator.Play = async stream =>
        {
            try
            {
                done.TrySetResult(await part(stream));
            }
            catch (Exception failure) when (failure is InvalidOperationException or RpcException or AssertionException)
            {
                done.TrySetException(failure);
                throw;
            }

            await stream.Untold;
        };
        return done.Task.WaitAsync(Limit);
    }
}
