using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Reporting;
using Mint.Modules.Files;
using Mint.Modules.Users;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using Mint.UnitTests.Engine;
using NUnit.Framework;

namespace Mint.UnitTests.Users;

/// <summary>Runs the engine over users of a host in memory: what the rule holds is still there.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WayInRuleTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    private const string Keys = "\"ssh_keys\": {\"laptop\": \"" + Key + " laptop\"}";
    private const string TwoKeys = "\"ssh_keys\": {\"laptop\": \"" + Key + " laptop\", \"phone\": \"" + Key + " phone\"}";
    private const string OtherKey = "\"ssh_keys\": {\"phone\": \"" + Key + " phone\"}";
    private const string Sudo = "\"sudo\": \"nopasswd\"";
    private const string Vouched = "\"way_in\": true";
    private const string Anna = "{\"anna\": {" + Keys + ", " + Sudo + "}}";
    private const string AnnaInSudo = "{\"anna\": {" + Keys + ", \"groups\": {\"sudo\": {}}}}";
    private const string AnnaInOps = "{\"anna\": {" + Keys + ", \"groups\": {\"ops\": {}}}}";
    private const string AnnaOnlyInSudoAndAdm = "{\"anna\": {" + Keys + ", \"groups\": {\"sudo\": {}, \"adm\": {}}, \"exclusive_groups\": true}}";
    private const string Ops = "{\"ops\": {\"sudo\": \"nopasswd\"}}";
    private const string KeysPath = "/home/anna/.ssh/authorized_keys";
    private const string RulePath = "/etc/sudoers.d/mint-anna";

    private readonly World world = new();

    [SetUp]
    public void Arrange()
    {
        FakeDebian.Seed(world.Host);
        FakeAccounts.Install(world.Host);
        world.Host.Programs["visudo"] = (_, _) => new CommandResult("visudo", 0, "", "");
        foreach (var provider in new[] { new UsersModule().Providers, new GroupsModule().Providers, [new FileProvider()] }.SelectMany(p => p))
        {
            world.Providers[provider.Kind] = provider;
        }

        world.Rules.Add(new WayInRule());
    }

    [TestCase("{\"anna\": {" + Sudo + ", " + Vouched + "}}", "authorized-keys/anna", TestName = "Run_LastKeyRemoved_IsHeld")]
    [TestCase(
        "{\"anna\": {" + OtherKey + ", " + Vouched + "}}",
        "authorized-keys/anna, file//etc/sudoers.d/mint-anna",
        TestName = "Run_LastKeyReplacedWithoutSudo_IsHeld")]
    [TestCase("{\"anna\": {" + Keys + ", " + Vouched + "}}", "file//etc/sudoers.d/mint-anna", TestName = "Run_LastSudoRemoved_IsHeld")]
    [TestCase(
        "{\"anna\": {" + Keys + ", \"sudo\": [\"/usr/bin/uptime\"], " + Vouched + "}}", "file//etc/sudoers.d/mint-anna", TestName = "Run_LastSudoLimited_IsHeld")]
    [TestCase("{\"anna\": {" + Keys + ", " + Sudo + ", \"locked\": true, " + Vouched + "}}", "user/anna", TestName = "Run_LastUserLocked_IsHeld")]
    [TestCase(
        "{\"anna\": {\"state\": \"absent\"}}", "authorized-keys/anna, file//etc/sudoers.d/mint-anna, user/anna", TestName = "Run_LastUserDeclaredAbsent_IsHeld")]
    [TestCase("{}", "authorized-keys/anna, file//etc/sudoers.d/mint-anna, user/anna", TestName = "Run_LastUserLeftOut_IsHeld")]
    public async Task Run_LastWayIn_IsHeld(string then, string held)
    {
        await RunAsync(Anna);

        Assert.That(Held(await RunAsync(then)), Is.EqualTo(held));
        Assert.That(world.Host.Files.ReadText(KeysPath), Does.Contain("laptop"));
        Assert.That(world.Host.Files.ReadText(RulePath), Is.EqualTo("anna ALL=(ALL:ALL) NOPASSWD: ALL\n"));
        Assert.That(world.Host.Files.ReadText("/etc/shadow"), Does.Contain("anna:!:20000:0:99999:7:::\n"));
    }

    [Test]
    public async Task Run_LastMembershipOfSudoRemoved_IsHeld()
    {
        await RunAsync(AnnaInSudo);

        Assert.That(Held(await RunAsync("{\"anna\": {" + Keys + ", " + Vouched + "}}")), Is.EqualTo("membership/anna:sudo"));
        Assert.That(world.Host.Files.ReadText("/etc/group"), Does.Contain("sudo:x:27:anna\n"));
    }

    [Test]
    public async Task Run_OtherMembershipRemoved_IsNot()
    {
        await RunAsync("{\"anna\": {" + Keys + ", \"groups\": {\"adm\": {}}, " + Vouched + "}}");

        Assert.That(Held(await RunAsync("{\"anna\": {" + Keys + ", " + Vouched + "}}")), Is.Empty);
        Assert.That(world.Host.Files.ReadText("/etc/group"), Does.Contain("adm:x:4:\n"));
    }

    [Test]
    public async Task Run_ExclusiveGroupsWithoutSudo_AreHeld()
    {
        await RunAsync(AnnaOnlyInSudoAndAdm);
        var then = "{\"anna\": {" + Keys + ", \"groups\": {\"adm\": {}}, \"exclusive_groups\": true, " + Vouched + "}}";

        Assert.That(Held(await RunAsync(then)), Is.EqualTo("membership/anna:sudo, user/anna"));
        Assert.That(world.Host.Files.ReadText("/etc/group"), Does.Contain("sudo:x:27:anna\n"));
    }

    [Test]
    public async Task Run_GroupThatGivesSudoRemoved_IsHeldWithItsMembers()
    {
        await RunAsync(AnnaInOps, Ops);

        Assert.That(
            Held(await RunAsync("{\"anna\": {" + Keys + ", " + Vouched + "}}")),
            Is.EqualTo("file//etc/sudoers.d/mint-group-ops, group/ops, membership/anna:ops"));
        Assert.That(world.Host.Files.ReadText("/etc/group"), Does.Match("ops:x:[0-9]+:anna\n"));
    }

    [TestCase("{\"anna\": {\"state\": \"absent\"}, ")]
    [TestCase("{")]
    public async Task Run_AnotherWayInIsLeft_LetsTheFirstGo(string anna)
    {
        var bob = "\"bob\": {" + Keys + ", " + Sudo + "}}";
        await RunAsync(Anna.TrimEnd('}') + "}, " + bob);

        Assert.That(Held(await RunAsync(anna + bob)), Is.Empty);
        Assert.That(world.Host.Files.ReadText("/etc/passwd"), Does.Not.Contain("anna").And.Contain("bob"));
        Assert.That(world.Host.Files.Exists(RulePath), Is.False);
    }

    [Test]
    public async Task Run_SuccessorOfTheLastOneCanNotBeMade_KeepsTheLastOne()
    {
        await RunAsync(Anna);
        world.Host.Programs["useradd"] = (_, _) => new CommandResult("useradd", 1, "", "useradd: cannot lock /etc/passwd");

        await RunAsync("{\"bob\": {" + Keys + ", " + Sudo + "}}");

        Assert.That(world.Host.Files.ReadText(KeysPath), Does.Contain("laptop"));
        Assert.That(world.Host.Files.Exists(RulePath), Is.True);
    }

    [Test]
    public async Task Run_NobodyHasAWayIn_StillMakesWhatIsDeclared()
    {
        var report = await RunAsync("{\"anna\": {" + Keys + ", \"locked\": true, " + Vouched + "}}");

        Assert.That(Held(report), Is.Empty);
        Assert.That(report.Converged, Is.True);
    }

    [Test]
    public async Task Run_NobodyHasAWayInAndAKeyIsAdded_LetsItThrough()
    {
        await RunAsync("{\"anna\": {" + Keys + ", " + Vouched + "}}");

        Assert.That(Held(await RunAsync("{\"anna\": {" + TwoKeys + ", " + Vouched + "}}")), Is.Empty);
        Assert.That(world.Host.Files.ReadText(KeysPath), Does.Contain("laptop").And.Contain("phone"));
    }

    [Test]
    public async Task Run_NobodyHasAWayInAndAKeyIsReplaced_IsHeld()
    {
        await RunAsync("{\"anna\": {" + Keys + ", " + Vouched + "}}");

        Assert.That(Held(await RunAsync("{\"anna\": {" + OtherKey + ", " + Vouched + "}}")), Is.EqualTo("authorized-keys/anna"));
        Assert.That(world.Host.Files.ReadText(KeysPath), Does.Contain("laptop").And.Not.Contain("phone"));
    }

    [TestCase("way-in=2", true)]
    [TestCase("way-in=3", false)]
    [TestCase("delete=3", true)]
    public async Task Run_CommitNamesTheNumber_ReleasesThatMany(string trailer, bool held)
    {
        await RunAsync(Anna);
        world.Commit = world.Commit with { Trailers = [new("Mint-Allow", trailer)] };

        Assert.That(Held(await RunAsync("{}")), held ? Is.Not.Empty : Is.Empty);
        Assert.That(world.Host.Files.Exists(KeysPath), Is.EqualTo(held));
    }

    private Task<RunReport> RunAsync(string users, string groups = "{}")
    {
        var (people, teams) = (Sections.Compile(new UsersModule(), users), Sections.Compile(new GroupsModule(), groups));
        Assert.That(people.Problems.Concat(teams.Problems), Is.Empty);
        return world.RunAsync(people.Resources.Concat(teams.Resources));
    }

    private static string Held(RunReport report)
    {
        Assert.That(report.Holds.Select(h => h.Kind), Is.All.EqualTo(HoldKind.WayIn));
        return string.Join(", ", report.Holds.Select(h => h.Change.Id.ToString()).Order(StringComparer.Ordinal));
    }
}
