using Mint.Cli.Printing;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class TimeTextTests
{
    private readonly TimeText times = new(MintRun.Clock());

    // It is Tuesday 2026-11-24 14:05 at +01:00.
    [TestCase("2h", "2026-11-24T16:05+01:00")]
    [TestCase("1h30m", "2026-11-24T15:35+01:00")]
    [TestCase("14:00", "2026-11-25T14:00+01:00")]
    [TestCase("18:00", "2026-11-24T18:00+01:00")]
    [TestCase("tomorrow 08:00", "2026-11-25T08:00+01:00")]
    [TestCase("Sat 22:00", "2026-11-28T22:00+01:00")]
    [TestCase("tue 08:00", "2026-12-01T08:00+01:00")]
    [TestCase("2026-11-25", "2026-11-25T00:00+01:00")]
    [TestCase("2026-11-25 08:00", "2026-11-25T08:00+01:00")]
    [TestCase("2026-11-25T08:00", "2026-11-25T08:00+01:00")]
    [TestCase("2026-11-25T08:00Z", "2026-11-25T08:00+00:00")]
    [TestCase("2026-11-25T08:00:30+05:00", "2026-11-25T08:00:30+05:00")]
    public void Future_KnownForm_IsRead(string text, string expected) =>
        Assert.That(times.Future(text), Is.EqualTo(DateTimeOffset.Parse(expected)));

    [TestCase("2h", "2026-11-24T12:05+01:00")]
    [TestCase("yesterday", "2026-11-23T00:00+01:00")]
    [TestCase("16:00", "2026-11-23T16:00+01:00")]
    [TestCase("tue", "2026-11-17T00:00+01:00")]
    [TestCase("mon 08:00", "2026-11-23T08:00+01:00")]
    public void Past_KnownForm_IsRead(string text, string expected) =>
        Assert.That(times.Past(text), Is.EqualTo(DateTimeOffset.Parse(expected)));

    [TestCase("")]
    [TestCase("soon")]
    [TestCase("2")]
    [TestCase("h")]
    [TestCase("2x")]
    [TestCase("25:00")]
    [TestCase("99999999999h")]
    [TestCase("2026-13-01")]
    public void Future_AnythingElse_IsNoTime(string text) => Assert.That(times.Future(text), Is.Null);
}
