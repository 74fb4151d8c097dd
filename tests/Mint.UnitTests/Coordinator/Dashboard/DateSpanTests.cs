using Grpc.Core;
using Mint.Coordinator.Dashboard;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class DateSpanTests
{
    [Test]
    public void Span_OfOneDay_IsAllOfIt()
    {
        Assert.That(DateSpan.Since("2026-03-31")?.ToDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(DateSpan.Until("2026-03-31")?.ToDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [TestCase(null)]
    [TestCase("")]
    public void Span_OfNothing_IsOpen(string? text)
    {
        Assert.That(DateSpan.Since(text), Is.Null);
        Assert.That(DateSpan.Until(text), Is.Null);
    }

    [Test]
    public void Span_UntilTheLastDayThereIs_IsOpen() => Assert.That(DateSpan.Until("9999-12-31"), Is.Null);

    [TestCase("31.3.2026")]
    [TestCase("2026-02-30")]
    [TestCase("2026-03-31T10:00")]
    [TestCase("<script>")]
    public void Span_OfNoDay_IsRefused(string text) =>
        Assert.That(Assert.Throws<RpcException>(() => DateSpan.Since(text))?.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
}
