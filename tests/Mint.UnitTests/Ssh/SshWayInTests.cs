using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Reporting;
using Mint.Modules;
using Mint.Modules.Users;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using Mint.UnitTests.Engine;
using NUnit.Framework;

namespace Mint.UnitTests.Ssh;

/// <summary>sshd's settings never keep everybody out: not by a mistake in the config repo, and not by a commit that nobody released.</summary>
public sealed class SshWayInTests
{
    private const string Anna = "users:\n  anna: { sudo: nopasswd, ssh_keys: { laptop: \"" + SshHosts.Key + "\" } }\n";
    private const string AnnaInOps =
        "user_groups: { ops: { sudo: nopasswd } }\nusers:\n  anna: { groups: { ops: {} }, ssh_keys: { laptop: \"" + SshHosts.Key + "\" } }\n";

    [TestCase("allowed_users: { bob: {} }", "anna: allowed_users does not name it")]
    [TestCase("allowed_groups: { ssh-users: {} }", "anna: it is declared to be in none of allowed_groups")]
    [TestCase("settings: { PubkeyAuthentication: no }", "anna: PubkeyAuthentication is off")]
    [TestCase("settings: { PubkeyAuthentication: false }", "anna: PubkeyAuthentication is off")]
    [TestCase("settings: { AuthenticationMethods: password }", "anna: AuthenticationMethods is 'password', without publickey")]
    [TestCase("settings: { AuthorizedKeysFile: /etc/ssh/keys/%u }", "anna: AuthorizedKeysFile is '/etc/ssh/keys/%u', where no declared key lies")]
    [TestCase("settings: { DenyUsers: [a*] }", "anna: DenyUsers names it")]
    [TestCase("settings: { DenyGroups: [anna] }", "anna: DenyGroups names its group anna")]
    public void Compile_NobodyIsLetIn_IsAProblemThatNamesEach(string ssh, string why)
    {
        var problem = SshHosts.Compile($"{Anna}ssh: {{ {ssh} }}\n").Problems.Single();

        Assert.That((problem.Path, problem.Origin.ToString()), Is.EqualTo(("ssh", "hosts/web-01.yaml:3:1")));
        Assert.That(problem.Message, Does.EndWith(why));
    }

    [TestCase("allowed_users: { anna: {} }")]
    [TestCase("allowed_users: { 'a*@10.0.0.*': {} }")]
    [TestCase("allowed_groups: { anna: {} }")]
    [TestCase("root_login: no")]
    [TestCase("settings: { DenyUsers: ['anna@192.0.2.1'] }")]
    [TestCase("settings: { AuthenticationMethods: 'publickey,keyboard-interactive', AuthorizedKeysFile: '.ssh/authorized_keys .ssh/more' }")]
    public void Compile_SomebodyIsLetIn_IsFine(string ssh) => Assert.That(SshHosts.Compile($"{Anna}ssh: {{ {ssh} }}\n").Problems, Is.Empty);

    [Test]
    public void Compile_RootIsTheOnlyOneAndMayNot_IsAProblem()
    {
        const string root = "users:\n  root: { ssh_keys: { laptop: \"" + SshHosts.Key + "\" } }\n";

        Assert.That(SshHosts.Compile(root + "ssh: {}\n").Problems, Is.Empty);
        Assert.That(SshHosts.Compile(root + "ssh: { root_login: no }\n").Problems.Single().Message, Does.EndWith("root: root_login is no"));
    }

    [Test]
    public void Compile_SudoAndLoginByADeclaredGroup_Count()
    {
        Assert.That(SshHosts.Compile(AnnaInOps + "ssh: { allowed_groups: { ops: {} } }\n").Problems, Is.Empty);
        Assert.That(SshHosts.Compile(AnnaInOps.Replace("sudo: nopasswd", "", StringComparison.Ordinal)).Problems.Single().Path, Is.EqualTo("users"));
    }

    [Test]
    public void Compile_SomebodyVouches_IsFine() =>
        Assert.That(SshHosts.Compile($"{Anna}  bob: {{ way_in: true }}\nssh: {{ allowed_users: {{ carl: {{}} }} }}\n").Problems, Is.Empty);

    [Test]
    public void Compile_NobodyIsDeclared_IsFine() => Assert.That(SshHosts.Compile("ssh: { allowed_users: { carl: {} } }\n").Problems, Is.Empty);

    [Test]
    public async Task Run_SettingsThatShutEverybodyOut_AreHeldUntilReleased()
    {
        var world = Arrange();
        var vouched = Anna + "  bob: { way_in: true }\n";
        Assert.That((await RunAsync(world, vouched + "ssh: {}\n")).Converged, Is.True);

        var held = await RunAsync(world, vouched + "ssh: { allowed_users: { carl: {} } }\n");

        Assert.That(held.Holds.Select(h => (h.Kind, h.Change.Id.ToString())), Is.EqualTo(new[] { (HoldKind.WayIn, "sshd/settings") }));
        Assert.That(held.Holds[0].Reason, Does.Contain("anna: allowed_users does not name it").And.Contain("Mint-Allow: way-in=1"));
        Assert.That(world.Host.Files.ReadText("/etc/ssh/sshd_config.d/00-mint.conf"), Does.Not.Contain("carl"));

        world.Commit = world.Commit with { Trailers = [new("Mint-Allow", "way-in=1")] };
        Assert.That((await RunAsync(world, vouched + "ssh: { allowed_users: { carl: {} } }\n")).Converged, Is.True);
        Assert.That(world.Host.Files.ReadText(FakeSshd.InForce), Does.Contain("allowusers carl\n"));
    }

    [Test]
    public async Task Run_OtherSettingsWhileEverybodyIsShutOut_GoThrough()
    {
        var world = Arrange();
        var vouched = Anna + "  bob: { way_in: true }\n";
        world.Commit = world.Commit with { Trailers = [new("Mint-Allow", "way-in=1")] };
        await RunAsync(world, vouched + "ssh: { allowed_users: { carl: {} } }\n");
        world.Commit = world.Commit with { Trailers = [] };

        Assert.That((await RunAsync(world, vouched + "ssh: { allowed_users: { carl: {} }, settings: { MaxAuthTries: 3 } }\n")).Holds, Is.Empty);
    }

    private static World Arrange()
    {
        var world = new World();
        FakeDebian.Seed(world.Host);
        FakeAccounts.Install(world.Host);
        FakeSshd.Install(world.Host);
        world.Host.Programs["visudo"] = (_, _) => new CommandResult("visudo", 0, "", "");
        foreach (var (kind, provider) in ModuleCatalog.Providers)
        {
            world.Providers[kind] = provider;
        }

        world.Rules.Add(new WayInRule());
        return world;
    }

    private static Task<RunReport> RunAsync(World world, string yaml)
    {
        var compiled = SshHosts.Compile(yaml);
        Assert.That(compiled.Problems, Is.Empty);
        return world.RunAsync(compiled.Graph.InOrder);
    }
}
