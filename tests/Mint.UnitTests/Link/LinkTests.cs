using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Agent.Link;
using Mint.Core.Ledger;
using Mint.Protocol.V1;
using NUnit.Framework;
using Case = Mint.Protocol.V1.ConnectRequest.MessageOneofCase;

namespace Mint.UnitTests.Link;

/// <summary>What the agent hears, whom it believes, and when it lets go.</summary>
public sealed class LinkTests : LinkFixture
{
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
}
