using Mint.Coordinator.Configuration;
using Mint.Coordinator.Dashboard;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class PartsTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [TestCase("Gitea", "https://git.example.org/api/v1", "https://git.example.org/ops/config/src/commit/" + Commit + "/hosts/web-01.yaml#L12")]
    [TestCase("Gitea", "https://example.org/forge/api/v1/", "https://example.org/forge/ops/config/src/commit/" + Commit + "/hosts/web-01.yaml#L12")]
    [TestCase("Github", "https://api.github.com", "https://github.com/ops/config/blob/" + Commit + "/hosts/web-01.yaml#L12")]
    [TestCase("Github", "https://ghe.example.org/api/v3", "https://ghe.example.org/ops/config/blob/" + Commit + "/hosts/web-01.yaml#L12")]
    [TestCase("Gitlab", "https://gitlab.example.org/api/v4", "https://gitlab.example.org/ops/config/-/blob/" + Commit + "/hosts/web-01.yaml#L12")]
    public void ForgeLinks_Line_IsWhereTheForgeShowsIt(string kind, string api, string link) =>
        Assert.That(Links(kind, api).To("hosts/web-01.yaml:12:5", Commit), Is.EqualTo(link));

    [TestCase("hosts/\"><script>.yaml:1:1", Commit, "https://git.example.org/ops/config/src/commit/" + Commit + "/hosts/%22%3E%3Cscript%3E.yaml#L1")]
    [TestCase("javascript:alert(1)", Commit, null)]
    [TestCase("hosts/x.yaml", Commit, null)]
    [TestCase("hosts/x.yaml:1:1", "HEAD", null)]
    [TestCase("hosts/x.yaml:1:1", "", null)]
    public void ForgeLinks_OfStrangeText_AreHarmlessOrNone(string origin, string commit, string? link) =>
        Assert.That(Links("Gitea", "https://git.example.org/api/v1").To(origin, commit), Is.EqualTo(link));

    [Test]
    public void ForgeLinks_WithoutAForge_AreNone()
    {
        var links = new ForgeLinks(new TestCoordinator().Options);

        Assert.That(links.To("hosts/x.yaml:1:1", Commit), Is.Null);
        Assert.That(links.ToCommit(Commit), Is.Null);
    }

    [TestCase("a\nb\nc\nd\ne\nf\n", "a\nb\nX\nd\ne\nf\n", " a| b|-c|+X| d| e")]
    [TestCase(null, "new\n", "+new")]
    [TestCase("old", null, "-old")]
    [TestCase("same", "same", "")]
    public void DiffLine_OfTwoTexts_ShowsWhatChangedWithALittleAround(string? before, string? after, string lines)
    {
        var (shown, cut) = DiffLine.Of(before, after);

        Assert.That(string.Join('|', shown.Where(l => l.Text.Length > 0).Select(l => $"{l.Sign}{l.Text}")), Is.EqualTo(lines));
        Assert.That(cut, Is.False);
    }

    [Test]
    public void DiffLine_OfAMegabyteLine_IsBounded()
    {
        var (shown, cut) = DiffLine.Of("", new string('x', 1_000_000));

        Assert.That(cut, Is.True);
        Assert.That(shown.Sum(l => l.Text.Length), Is.LessThan(5_000));
    }

    [TestCase(-12, "12 s ago")]
    [TestCase(-89.9, "89 s ago")]
    [TestCase(-60 * 26, "26 min ago")]
    [TestCase(-3600 * 47, "47 h ago")]
    [TestCase(-3600 * 24 * 5, "5 days ago")]
    [TestCase(3600 * 3, "in 3 h")]
    [TestCase((3600 * 24 * 90) - 1, "in 90 days")]
    [TestCase(0, "0 s ago")]
    public void RelativeTime_OfASpan_IsAsPeopleSayIt(double seconds, string text)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.That(RelativeTime.Of(now.AddSeconds(seconds), now), Is.EqualTo(text));
    }

    [Test]
    public void StateLook_OfHostStates_DiffersInWordForEach_AndRedMeansFailedAlone()
    {
        var states = new[] { "converged", "drifted", "pending", "held", "failed", "silent", "behind", "paused", "absent", "revoked", "starting" };

        Assert.That(states.Select(s => StateLook.Of(s).Word), Is.Unique);
        Assert.That(states.Where(s => StateLook.Of(s).Class == "failed"), Is.EqualTo(new[] { "failed" }));
        Assert.That(new[] { "converged", "drifted", "pending", "held", "failed", "silent" }.Select(s => StateLook.Of(s).Shape), Is.Unique);
        Assert.That(states.OrderBy(StateLook.Rank).Take(3), Is.EqualTo(new[] { "failed", "silent", "drifted" }));
    }

    private static ForgeLinks Links(string kind, string api) => new(new TestCoordinator().Options with
    {
        Forge = new ForgeSettings { Kind = Enum.Parse<ForgeKind>(kind), Api = api, Project = "ops/config", TokenFile = "" },
    });
}
