using Google.Protobuf;
using Mint.Agent.Control;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using NUnit.Framework;
using Wire = Mint.Protocol.V1;

namespace Mint.UnitTests.Agent;

public sealed class ControlMappingTests
{
    [Test]
    public void Event_OverTheWire_KeepsWhatAPersonReads()
    {
        var entry = new LedgerEvent(DateTimeOffset.UnixEpoch.AddDays(20_000), EventKind.Drift, "file//etc/motd updated (content)")
        {
            Sequence = 7,
            Resource = new ResourceId("file", "/etc/motd"),
            Origin = new Origin("groups/base.yaml", 12, 3),
            Commit = "4f2a1c0",
            Differences = [new Difference("content", "a\n", "b\n"), new Difference("mode", null, "0644")],
            Action = "repaired",
            Took = TimeSpan.FromMilliseconds(600),
            LikelyBy = "bob (sshd from 10.42.0.9)",
        };

        var wire = Wire.Event.Parser.ParseFrom(ControlMapping.ToWire(entry).ToByteArray());

        Assert.That(wire.Sequence, Is.EqualTo(7));
        Assert.That(wire.At.ToDateTimeOffset(), Is.EqualTo(entry.At));
        Assert.That(wire.Kind, Is.EqualTo("drift"));
        Assert.That(wire.Resource, Is.EqualTo("file//etc/motd"));
        Assert.That(wire.Origin, Is.EqualTo("groups/base.yaml:12:3"));
        Assert.That(wire.Took.ToTimeSpan(), Is.EqualTo(entry.Took));
        Assert.That(wire.LikelyBy, Is.EqualTo(entry.LikelyBy));
        Assert.That(wire.Differences[0].After, Is.EqualTo("b\n"));
        Assert.That(wire.Differences[1].HasBefore, Is.False, "absent is not the empty text");
    }
}
