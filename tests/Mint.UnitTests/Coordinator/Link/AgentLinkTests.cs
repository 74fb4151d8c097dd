using Dapper;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Link;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Link;

public sealed class AgentLinkTests
{
    private TestFleet coordinator = null!;

    [SetUp]
    public async Task Start()
    {
        coordinator = await TestFleet.StartAsync();
        await coordinator.EnrolAsync("acme-01", "nova-01");
    }

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task Connect_FirstTime_IsWelcomedAndItsReportStored()
    {
        using var stream = coordinator.Connect("acme-01");
        var welcome = await stream.GreetAsync(TestStream.Hello("h1"));
        Assert.That(welcome, Has.Property("AcknowledgedSequence").EqualTo(0ul).And.Property("StateKnown").False);
        Assert.That(welcome.RolloutRelease.All, Is.True);
        Assert.That(welcome.ReconnectWithin.ToTimeSpan(), Is.EqualTo(TimeSpan.FromSeconds(5)));
        await stream.SendAsync(TestStream.Report("h1", "failed", TestStream.Concern("package/nginx", "failed")));
        Assert.That((await stream.NextAsync()).ReportAcknowledgement.StateHash, Is.EqualTo("h1"));

        var (fleet, caller) = coordinator.Fleet();
        var host = await fleet.GetHostAsync(new GetHostRequest { Host = "acme-01" }, caller);
        Assert.That(host.Host, Has.Property("State").EqualTo("failed").And.Property("Connected").True.And.Property("Reason").EqualTo("1 resource failed"));
        Assert.That(host.Concerns.Single().Resource, Is.EqualTo("package/nginx"));
        var resources = await fleet.ListResourcesAsync(new ListResourcesRequest { Host = "acme-01", Filter = "condition:ok" }, caller);
        Assert.That(resources.Resources.Select(r => r.Resource), Is.EqualTo(new[] { "file//etc/motd" }));
    }

    [TestCase(3, 5)]
    [TestCase(1_500, 10)]
    [TestCase(10_000, 67)]
    [TestCase(1_000_000, 100)]
    public void ReconnectSpread_OfAFleet_GrowsWithIt(long hosts, int seconds) =>
        Assert.That(Mint.Coordinator.Link.ReconnectSpread.Of(hosts), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [Test]
    public async Task Connect_Again_KnowsTheStateAndWhereTheEventsStood()
    {
        using (var first = coordinator.Connect("acme-01"))
        {
            await first.GreetAsync();
            await first.SendAsync(TestStream.Report("h1"));
            await first.NextAsync();
            await first.SendAsync(TestStream.Events(1, 3));
            Assert.That((await first.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(3ul));
        }

        using var again = coordinator.Connect("acme-01");
        var welcome = await again.GreetAsync(TestStream.Hello("h1"));
        Assert.That(welcome, Has.Property("AcknowledgedSequence").EqualTo(3ul).And.Property("StateKnown").True);
    }

    [Test]
    public async Task Events_SentTwice_AreStoredOnceInOrder()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(TestStream.Events(1, 5));
        await stream.SendAsync(TestStream.Events(3, 5));
        Assert.That((await stream.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(5ul));
        Assert.That((await stream.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(7ul));
        var (fleet, caller) = coordinator.Fleet();
        var events = await fleet.ListEventsAsync(new ListEventsOfFleetRequest { Filter = "host:acme-01" }, caller);
        Assert.That(events.Events.Select(e => e.Event.Sequence), Is.EqualTo(new ulong[] { 7, 6, 5, 4, 3, 2, 1 }));
    }

    [Test]
    public async Task Ledger_New_IsNumberedAnewAndAnOldOneIsKnownAgain()
    {
        using (var first = coordinator.Connect("acme-01"))
        {
            await first.GreetAsync();
            await first.SendAsync(TestStream.Events(1, 4));
            await first.NextAsync();
        }

        using (var rebuilt = coordinator.Connect("acme-01"))
        {
            Assert.That((await rebuilt.GreetAsync(TestStream.Hello(ledger: "ledger-2"))).AcknowledgedSequence, Is.Zero);
            await rebuilt.SendAsync(TestStream.Events(1, 2));
            await rebuilt.NextAsync();
        }

        using var restored = coordinator.Connect("acme-01");
        Assert.That((await restored.GreetAsync()).AcknowledgedSequence, Is.EqualTo(4ul));
        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM events WHERE host = 'acme-01' AND sequence > 0"), Is.EqualTo(6));
    }

    [Test]
    public async Task Delta_OnTheStoredState_ChangesWhatItNames()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(TestStream.Report("h1", "drifted", TestStream.Concern("file//etc/motd", "drifted")));
        await stream.NextAsync();
        await stream.SendAsync(new ReportDelta
        {
            BaseHash = "h1",
            StateHash = "h2",
            Summary = TestStream.Summary("failed", TestStream.Concern("package/nginx", "failed")),
            EndedConcerns = { "file//etc/motd" },
            Concerns = { TestStream.Concern("package/nginx", "failed") },
            RemovedResources = { "file//etc/motd" },
            Resources = { new ResourceReference { Resource = "user/anna", Origin = "groups/base.yaml:9:1" } },
        });
        Assert.That((await stream.NextAsync()).ReportAcknowledgement.StateHash, Is.EqualTo("h2"));
        var (fleet, caller) = coordinator.Fleet();
        var resources = await fleet.ListResourcesAsync(new ListResourcesRequest { Host = "acme-01" }, caller);
        Assert.That(resources.Resources.Select(r => $"{r.Resource} {r.Condition}"), Is.EqualTo(new[] { "package/nginx failed", "user/anna ok" }));
    }

    [Test]
    public async Task Delta_OnAnotherState_AsksForAFullReportOnce()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(TestStream.Report("h1"));
        await stream.NextAsync();
        await stream.SendAsync(new ReportDelta { BaseHash = "h0", StateHash = "h2", Summary = TestStream.Summary("converged") });
        await stream.SendAsync(new ConnectRequest { Heartbeat = new Heartbeat { StateHash = "h2" } });
        Assert.That((await stream.NextAsync()).MessageCase, Is.EqualTo(ConnectResponse.MessageOneofCase.ReportRequest));
        await stream.SendAsync(TestStream.Report("h2"));
        Assert.That((await stream.NextAsync()).ReportAcknowledgement.StateHash, Is.EqualTo("h2"));
    }

    [Test]
    public async Task Report_NamesAResourceTwice_CountsItOnce()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        var report = TestStream.Report("h1");
        report.Resources.Add(report.Resources[0]);
        await stream.SendAsync(report);
        await stream.NextAsync();
        await stream.SendAsync(new ReportDelta { BaseHash = "h1", StateHash = "h2", Summary = TestStream.Summary("converged"), Resources = { new ResourceReference { Resource = "user/anna", Origin = "x" } } });
        Assert.That((await stream.NextAsync()).ReportAcknowledgement.StateHash, Is.EqualTo("h2"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Delta_PastWhatAHostMayHave_IsNotStored(bool concerns)
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(TestStream.Report("h1", "failed", TestStream.Concern("file//etc/motd", "failed")));
        await stream.NextAsync();
        var delta = new ReportDelta { BaseHash = "h1", StateHash = "h2", Summary = TestStream.Summary("failed") };
        if (concerns)
        {
            delta.Concerns.AddRange(Enumerable.Range(0, 5_000).Select(n => TestStream.Concern($"file/{n}", "failed")));
        }
        else
        {
            delta.Resources.AddRange(Enumerable.Range(0, 49_999).Select(n => new ResourceReference { Resource = $"file/{n}", Origin = "x" }));
        }

        await stream.SendAsync(delta);
        Assert.That((await stream.NextAsync()).MessageCase, Is.EqualTo(ConnectResponse.MessageOneofCase.ReportRequest));
        Assert.That(await coordinator.ScalarAsync<string>("SELECT state_hash FROM hosts WHERE name = 'acme-01'"), Is.EqualTo("h1"));
        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM concerns"), Is.EqualTo(1));
    }

    [Test]
    public async Task Reason_CutThroughACharacter_IsStored()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        var report = TestStream.Report("h1");
        report.Summary.Warnings.Add(new string('x', 499) + "🌿 and more");
        await stream.SendAsync(report);
        Assert.That((await stream.NextAsync()).ReportAcknowledgement.StateHash, Is.EqualTo("h1"));
        Assert.That(await coordinator.ScalarAsync<string>("SELECT reason FROM hosts WHERE name = 'acme-01'"), Is.EqualTo(new string('x', 499)));
    }

    [Test]
    public async Task Release_AStreamThatWasDisposed_DoesNotKeepItFromTheOthers()
    {
        var sessions = coordinator.Services.GetRequiredService<Sessions>();
        var gone = new List<AgentSession>();
        for (var n = 0; n < 20; n++)
        {
            // It ended while the others are gone through.
            gone.Add(new AgentSession(new AgentIdentity($"gone-{n}", "01", DateTimeOffset.UtcNow.AddDays(1)), TimeProvider.System));
            await sessions.AddAsync(gone[n], default);
            gone[n].Dispose();
        }

        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        coordinator.Releases.Release = new RolloutRelease { Commit = FakeCommits.Head, Reason = "waits for canary" };
        await coordinator.Services.GetRequiredService<SessionRounds>().GoAsync(default);
        Assert.That((await stream.NextAsync()).RolloutRelease.Reason, Is.EqualTo("waits for canary"), "without a signal");
    }

    [Test]
    public async Task Alarms_OfOneHostInALoop_AreBounded()
    {
        for (var n = 0; n < 5; n++)
        {
            using var stream = coordinator.Connect("acme-01");
            await stream.GreetAsync(TestStream.Hello(sentAt: DateTimeOffset.UtcNow.AddMinutes(-30)));
        }

        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM events WHERE action = 'clock-skew'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Certificate_Asked_IsGrantedOnTheStream()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await stream.SendAsync(new ConnectRequest { CertificateRequest = new CertificateRequest { Csr = ByteString.CopyFrom(7, 8) } });
        Assert.That((await stream.NextAsync()).CertificateGrant.Chain.Select(c => c.ToByteArray()), Is.EqualTo(new[] { coordinator.Renewal.Leaf, [7, 8] }));
    }

    [Test]
    public async Task Certificate_Expires_EndsTheStreamUnlessItWasRenewed()
    {
        using var old = coordinator.Connect("acme-01", goodFor: 0.5);
        using var renewed = coordinator.Connect("nova-01", goodFor: 1);
        await old.GreetAsync();
        await renewed.GreetAsync();
        await renewed.SendAsync(new ConnectRequest { CertificateRequest = new CertificateRequest { Csr = ByteString.CopyFrom(7) } });
        await renewed.NextAsync();
        Assert.That((await old.EndAsync()).StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        await Task.Delay(TimeSpan.FromSeconds(1));
        await renewed.SendAsync(TestStream.Events(1, 1));
        Assert.That((await renewed.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul));
    }

    [Test]
    public async Task SecondStream_OfOneHost_EndsTheFirst()
    {
        using var first = coordinator.Connect("acme-01");
        await first.GreetAsync();
        using var second = coordinator.Connect("acme-01");
        await second.GreetAsync();
        Assert.That((await first.EndAsync()).StatusCode, Is.EqualTo(StatusCode.Aborted));
        await second.SendAsync(TestStream.Events(1, 1));
        Assert.That((await second.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul));
    }

    [Test]
    public async Task SecondStream_FromAnotherMachine_IsRefusedAndRaised()
    {
        using var first = coordinator.Connect("acme-01");
        await first.GreetAsync();
        using var thief = coordinator.Connect("acme-01");
        await thief.SendAsync(TestStream.Hello(machine: "machine-2"));
        Assert.That((await thief.EndAsync()).StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(await coordinator.ScalarAsync<string>("SELECT action FROM events WHERE kind = 'security'"), Is.EqualTo("other-machine"));
        await first.SendAsync(TestStream.Events(1, 1));
        Assert.That((await first.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul), "the honest one goes on");
    }

    [Test]
    public async Task StreamsThatTakeTurns_AreRaised()
    {
        var streams = new List<TestStream>();
        for (var i = 0; i < 6; i++)
        {
            streams.Add(coordinator.Connect("acme-01"));
            await streams[^1].GreetAsync();
        }

        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM events WHERE action = 'two-streams'"), Is.EqualTo(1));
        streams.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task Clock_FarOff_IsRaised()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync(TestStream.Hello(sentAt: DateTimeOffset.UtcNow.AddMinutes(-30)));
        Assert.That(await coordinator.ScalarAsync<string>("SELECT summary FROM events WHERE action = 'clock-skew'"), Is.EqualTo("the clock of acme-01 is 30 min behind"));
    }

    [Test]
    public async Task Wake_ReachesExactlyTheHostsNamed()
    {
        using var acme = coordinator.Connect("acme-01");
        using var nova = coordinator.Connect("nova-01");
        await acme.GreetAsync();
        await nova.GreetAsync();
        await coordinator.Services.GetRequiredService<Signals>().SendAsync(SignalTopics.Wake, ["nova-01", "nobody"], default);
        Assert.That((await nova.NextAsync()).MessageCase, Is.EqualTo(ConnectResponse.MessageOneofCase.Wake));
        await acme.SendAsync(TestStream.Events(1, 1));
        Assert.That((await acme.NextAsync()).MessageCase, Is.EqualTo(ConnectResponse.MessageOneofCase.EventAcknowledgement));
    }

    [Test]
    public async Task Revoked_EndsAtOnce()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        await coordinator.Services.GetRequiredService<Signals>().SendAsync(SignalTopics.End, ["acme-01"], default);
        Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
    }

    [TestCase("revoked_at = 1")]
    [TestCase("enrolment = 'a later one'")]
    public async Task Revoked_BetweenTheCallAndItsHello_IsRefused(string change)
    {
        using var stream = coordinator.Connect("acme-01");
        await coordinator.WriteAsync((connection, transaction) => connection.ExecuteAsync($"UPDATE hosts SET {change} WHERE name = 'acme-01'", transaction: transaction));
        await stream.SendAsync(TestStream.Hello());
        Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(await coordinator.ScalarAsync<string>("SELECT connected_to FROM hosts WHERE name = 'acme-01'"), Is.Empty);
    }

    [Test]
    public async Task Revoked_WithoutASignal_EndsWithTheNextRound()
    {
        using var stream = coordinator.Connect("acme-01");
        using var other = coordinator.Connect("nova-01");
        await stream.GreetAsync();
        await other.GreetAsync();
        await coordinator.WriteAsync((connection, transaction) => connection.ExecuteAsync("UPDATE hosts SET revoked_at = 1 WHERE name = 'acme-01'", transaction: transaction));
        await coordinator.Services.GetRequiredService<SessionRounds>().GoAsync(default);
        Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        await other.SendAsync(TestStream.Events(1, 1));
        Assert.That((await other.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul));
    }

    [Test]
    public async Task Rollout_Moves_IsToldWhenItIsNews()
    {
        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        var signals = coordinator.Services.GetRequiredService<Signals>();
        await signals.SendAsync(new Signal(SignalTopics.Rollout, ""), default);
        coordinator.Releases.Release = new RolloutRelease { Commit = FakeCommits.Head, Reason = "waits for canary" };
        await signals.SendAsync(new Signal(SignalTopics.Rollout, ""), default);
        await signals.SendAsync(new Signal(SignalTopics.Rollout, ""), default);
        Assert.That((await stream.NextAsync()).RolloutRelease.Reason, Is.EqualTo("waits for canary"));
        await stream.SendAsync(TestStream.Events(1, 1));
        Assert.That((await stream.NextAsync()).MessageCase, Is.EqualTo(ConnectResponse.MessageOneofCase.EventAcknowledgement), "told once");
    }

    [Test]
    public async Task Events_AcknowledgedBeforeAStop_AreThereAfterwards()
    {
        var directory = coordinator.Directory;
        using (var stream = coordinator.Connect("acme-01"))
        {
            await stream.GreetAsync();
            await stream.SendAsync(TestStream.Events(1, 50));
            await stream.NextAsync();
            var ended = stream.EndAsync();
            await coordinator.StopAsync();
            Assert.That((await ended).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        }

        coordinator = await TestFleet.StartAsync(directory: directory);
        using var again = coordinator.Connect("acme-01");
        Assert.That((await again.GreetAsync()).AcknowledgedSequence, Is.EqualTo(50ul));
    }
}
