using Mint.Core.Guarding;
using NUnit.Framework;

namespace Mint.UnitTests.Guarding;

public sealed class MaintenanceWindowTests
{
    // 2026-11-24 is a Tuesday.
    [TestCase("22:00-02:00", "2026-11-24T22:00:00Z", true)]
    [TestCase("22:00-02:00", "2026-11-24T01:59:59Z", true)]
    [TestCase("22:00-02:00", "2026-11-24T02:00:00Z", false)]
    [TestCase("22:00-02:00", "2026-11-24T21:59:59Z", false)]
    [TestCase("tue 22:00-02:00", "2026-11-25T01:00:00Z", true)]
    [TestCase("tue 22:00-02:00", "2026-11-24T01:00:00Z", false)]
    [TestCase("mon-fri 01:00-05:00", "2026-11-27T04:00:00Z", true)]
    [TestCase("mon-fri 01:00-05:00", "2026-11-28T04:00:00Z", false)]
    [TestCase("fri-mon 01:00-05:00", "2026-11-29T04:00:00Z", true)]
    [TestCase("fri-mon 01:00-05:00", "2026-11-24T04:00:00Z", false)]
    [TestCase("sat,sun 00:00-24:00", "2026-11-29T23:59:59Z", true)]
    [TestCase("sat,sun 00:00-24:00", "2026-11-30T00:00:00Z", false)]
    public void IsOpen_AtATime_FollowsDaysAndMidnight(string text, string at, bool open) =>
        Assert.That(Parse(text).IsOpen(DateTimeOffset.Parse(at)), Is.EqualTo(open));

    [TestCase("22:00-02:00", "2026-11-24T12:00:00Z", "2026-11-24T22:00:00Z")]
    [TestCase("22:00-02:00", "2026-11-24T22:00:00Z", "2026-11-25T22:00:00Z")]
    [TestCase("mon 01:00-02:00", "2026-11-24T00:00:00Z", "2026-11-30T01:00:00Z")]
    [TestCase("tue 01:00-02:00", "2026-11-24T01:30:00Z", "2026-12-01T01:00:00Z")]
    public void NextOpening_AfterATime_IsLater(string text, string after, string next) =>
        Assert.That(Parse(text).NextOpening(DateTimeOffset.Parse(after)), Is.EqualTo(DateTimeOffset.Parse(next)));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("22:00")]
    [TestCase("22:00-22:00")]
    [TestCase("24:00-01:00")]
    [TestCase("22:60-23:00")]
    [TestCase("25:00-26:00")]
    [TestCase("2:00-3:00")]
    [TestCase("xyz 22:00-23:00")]
    [TestCase("mon-tue-wed 22:00-23:00")]
    [TestCase("mon, 22:00-23:00")]
    [TestCase("mon tue 22:00-23:00")]
    public void TryParse_Nonsense_SaysWhatIsExpected(string? text)
    {
        Assert.That(MaintenanceWindow.TryParse(text, out _, out var expected), Is.False);
        Assert.That(expected, Does.Contain("'sat 22:00-02:00'"));
    }

    [TestCase("*", "package/nginx", true)]
    [TestCase("package/*", "package/nginx", true)]
    [TestCase("package/*x", "package/nginx", true)]
    [TestCase("*/ng*", "package/nginx", true)]
    [TestCase("package/ng", "package/nginx", false)]
    [TestCase("file//etc/*.conf", "file//etc/nginx/nginx.conf", true)]
    [TestCase("", "package/nginx", false)]
    public void Matches_Glob_CoversTheWholeText(string pattern, string text, bool matches) =>
        Assert.That(Glob.Matches(pattern, text), Is.EqualTo(matches));

    private static MaintenanceWindow Parse(string text) =>
        MaintenanceWindow.TryParse(text, out var window, out var expected) ? window : throw new ArgumentException(expected);
}
