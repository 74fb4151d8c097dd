using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class RolloutTests
{
    private const string Rings = """
        version: 1
        rollout:
          unreachable: proceed
          proceed_after: 2h
          rings:
            canary: { hosts: [test-*], soak: 10m }
            web: { groups: [web], max_unavailable: 1 }
            rest: {}
        """;

    [TestCase("test-01", "", "canary")]
    [TestCase("web-01", "base web", "web")]
    [TestCase("db-01", "base", "rest")]
    public void RingOf_Host_IsTheFirstThatMatches(string host, string groups, string ring) =>
        Assert.That(Load(Rings).Fleet?.Rollout.RingOf(host, groups.Split(' ')), Is.EqualTo(ring));

    [Test]
    public void RingOf_HostThatNoRingNames_IsTheLast() =>
        Assert.That(Load("version: 1\nrollout: { rings: { a: { hosts: [x] }, b: { hosts: [y] } } }").Fleet?.Rollout.RingOf("z", []), Is.EqualTo("b"));

    [Test]
    public void RingOf_WithoutRings_IsNone() => Assert.That(new RolloutSettings().RingOf("z", []), Is.Null);

    [Test]
    public void LoadFleet_Rollout_ReadsTimes()
    {
        var rollout = Load(Rings).Fleet?.Rollout ?? new RolloutSettings();
        Assert.That(rollout.Unreachable, Is.EqualTo(UnreachablePolicy.Proceed));
        Assert.That(rollout.ProceedsAfter(), Is.EqualTo(TimeSpan.FromHours(2)));
        Assert.That(rollout.Rings["canary"].SoakTime(), Is.EqualTo(TimeSpan.FromMinutes(10)));
        Assert.That(rollout.Rings["web"].SoakTime(), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void LoadFleet_BadRollout_NamesEveryMistake()
    {
        var problems = Load("version: 1\nrollout:\n  proceed_after: soon\n  rings:\n    all: { soak: 10 }\n    late: { hosts: [x], max_unavailable: -1 }\n").Problems;
        Assert.That(
            problems.Select(p => $"{p.Origin} {p.Path}: {p.Message}"),
            Is.EqualTo(new[]
            {
                "mint.yaml:3:18 rollout.proceed_after: expected a duration such as 30s, 10m or 2h, found the text 'soon'",
                "mint.yaml:5:5 rollout.rings.all: 'all' takes every host, so nothing is left for the rings after it",
                "mint.yaml:5:18 rollout.rings.all.soak: expected a duration such as 30s, 10m or 2h, found the number 10",
                "mint.yaml:6:42 rollout.rings.late.max_unavailable: expected 0 or more, found -1",
            }));
    }

    private static FleetResult Load(string mintYaml) => new ConfigLoader(TestRepo.Empty().With("mint.yaml", mintYaml), []).LoadFleet();
}
