using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Link;

/// <summary>One message that no agent of ours would send: it ends its own stream and nothing else.</summary>
public sealed class HostileMessageTests
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

    private static IEnumerable<TestCaseData> Hostile()
    {
        yield return Case("not-a-hello", new ConnectRequest { Heartbeat = new Heartbeat() }, greet: false);
        yield return Case("other-protocol", new ConnectRequest { Hello = new Hello { Protocol = 9, LedgerId = "l", MachineId = "m" } }, greet: false);
        yield return Case("foreign-kind", new ConnectRequest { EventBatch = TestStream.Events(1, 1, "audit") });
        yield return Case("numbers-fall", new ConnectRequest { EventBatch = new EventBatch { Events = { TestStream.Events(2, 1).Events[0], TestStream.Events(1, 1).Events[0] } } });
        yield return Case("number-zero", new ConnectRequest { EventBatch = TestStream.Events(0, 1) });
        yield return Case("no-events", new ConnectRequest { EventBatch = new EventBatch() });
        yield return Case("large-text", new ConnectRequest { FullReport = TestStream.Report("h", "failed", new Concern { Resource = "file/x", Condition = "failed", Message = new string('x', 20_000) }) });
        yield return Case("nul", new ConnectRequest { FullReport = TestStream.Report("h\0") });
        yield return Case("no-state", new ConnectRequest { FullReport = TestStream.Report("h", "splendid") });
        yield return Case("odd-commit", new ConnectRequest { FullReport = new FullReport { StateHash = "h", Summary = new HostSummary { State = "converged", AcceptedCommit = "../etc" } } });
        yield return Case("pause-without-end", Told(s => s.Pause = new Pause { Who = "anna", Until = new Timestamp { Seconds = long.MaxValue } }));
        yield return Case("nul-pause", Told(s => s.Pause = new Pause { Who = "an\0na" }));
        yield return Case("nul-pause-reason", Told(s => s.Pause = new Pause { Reason = "\0" }));
        yield return Case("nul-refused", Told(s => s.RefusedReason = "a\0b"));
        yield return Case("nul-waiting", Told(s => s.WaitingReason = "a\0b"));
        yield return Case("nul-warning", Told(s => s.Warnings.Add("a\0b")));
        yield return Case("nul-version", Told(s => s.AgentVersion = "a\0b"));
        yield return Case("nul-subject", Told(s => s.Commit = new Commit { Subject = "a\0b" }));
        yield return Case("nul-machine", new ConnectRequest { Hello = TestStream.Hello(machine: "a\0b") }, greet: false);
        yield return Case("odd-start", Told(s => s.StartedAt = new Timestamp { Nanos = -1 }));
        yield return Case("odd-span", Told(s => s.AppliedIn = new Duration { Seconds = 1, Nanos = -1 }));
        yield return Case("endless-span", Told(s => s.ObserveEvery = new Duration { Seconds = long.MaxValue }));
        yield return Case("odd-first-seen", Event(e => e.FirstSeen = new Timestamp { Seconds = long.MinValue }));
        yield return Case("odd-took", Event(e => e.Took = new Duration { Nanos = int.MaxValue }));
        yield return Case("long-name", new ConnectRequest { FullReport = TestStream.Report("h", "failed", TestStream.Concern(new string('ä', 501), "failed")) });
        yield return Case("many-concerns", new ConnectRequest { FullReport = TestStream.Report("h", "starting", [.. Enumerable.Range(0, 5_001).Select(n => TestStream.Concern($"file/{n}", "failed"))]) });
        yield return Case("many-needs", Needing([.. Enumerable.Range(0, 101).Select(n => $"file/{n}")]));
        yield return Case("nul-need", Needing("file/\0"));
        yield return Case("csr-large", new ConnectRequest { CertificateRequest = new CertificateRequest { Csr = ByteString.CopyFrom(new byte[10_000]) } });

        static ConnectRequest Told(Action<HostSummary> change)
        {
            var report = TestStream.Report("h", "failed");
            change(report.Summary);
            return new ConnectRequest { FullReport = report };
        }

        static ConnectRequest Needing(params string[] needs)
        {
            var report = TestStream.Report("h");
            report.Resources[0].Needs.AddRange(needs);
            return new ConnectRequest { FullReport = report };
        }

        static ConnectRequest Event(Action<Event> change)
        {
            var batch = TestStream.Events(1, 1);
            change(batch.Events[0]);
            return new ConnectRequest { EventBatch = batch };
        }

        static TestCaseData Case(string name, ConnectRequest message, bool greet = true) => new TestCaseData(message, greet).SetName($"Connect_Hostile_IsCutOffAndNothingIsStored({name})");
    }

    [TestCaseSource(nameof(Hostile))]
    public async Task Connect_Hostile_IsCutOffAndNothingIsStored(ConnectRequest message, bool greet)
    {
        using var honest = coordinator.Connect("nova-01");
        await honest.GreetAsync();
        using var stream = coordinator.Connect("acme-01");
        if (greet)
        {
            await stream.GreetAsync();
        }

        await stream.SendAsync(message);
        Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM events"), Is.Zero);
        Assert.That(await coordinator.ScalarAsync<string>("SELECT state_hash FROM hosts WHERE name = 'acme-01'"), Is.Empty);
        await honest.SendAsync(TestStream.Events(1, 1));
        Assert.That((await honest.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(1ul), "nobody else is affected");
    }
}
