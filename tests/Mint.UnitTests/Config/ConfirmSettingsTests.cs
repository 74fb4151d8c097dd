using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class ConfirmSettingsTests
{
    [Test]
    public void LoadFleet_Confirm_IsRead()
    {
        var confirm = Load("version: 1\nconfirm: { within: 20s, require: [git], without: [peer], unproven: proceed }\n").Fleet?.Confirm ?? new ConfirmSettings();

        Assert.That(confirm.Time(), Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That((confirm.Require, confirm.Without, confirm.Unproven), Is.EqualTo((new[] { "git" }, new[] { "peer" }, UnprovenPolicy.Proceed)));
    }

    [Test]
    public void LoadFleet_BadConfirm_NamesEveryMistake()
    {
        var problems = Load("version: 1\nconfirm:\n  within: 1h\n  require: [git, pear]\n  without: [git, ssh]\n").Problems;

        Assert.That(
            problems.Select(p => $"{p.Origin} {p.Path}: {p.Message}"),
            Is.EqualTo(new[]
            {
                "mint.yaml:3:11 confirm.within: expected 5s to 10m, found '1h'",
                "mint.yaml:4:18 confirm.require: expected git, coordinator, peer, mesh, found 'pear'",
                "mint.yaml:5:13 confirm.without: 'git' is required as well",
                "mint.yaml:5:18 confirm.without: expected git, coordinator, peer, mesh, found 'ssh'",
            }));
    }

    private static FleetResult Load(string mintYaml) => new ConfigLoader(TestRepo.Empty().With("mint.yaml", mintYaml), []).LoadFleet();
}
