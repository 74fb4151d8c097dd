using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Modules.Files;
using Mint.Modules.Users;
using NUnit.Framework;

namespace Mint.UnitTests.Users;

public sealed class UsersModuleTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f anna@laptop";
    private const string Admin = "\"anna\": {\"ssh_keys\": {\"laptop\": \"" + Key + "\"}, \"sudo\": \"nopasswd\"}";

    [Test]
    public void Compile_Admin_HasUserKeysSudoAndIsAWayIn()
    {
        var context = Sections.Compile(new UsersModule(), "{" + Admin + "}");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => r.Id.ToString()), Is.EqualTo(new[] { "user/anna", "authorized-keys/anna", "file//etc/sudoers.d/mint-anna" }));
        var rule = (FileSpec)context.Resources[2].Spec;
        Assert.That(rule.Content.Text, Is.EqualTo("anna ALL=(ALL:ALL) NOPASSWD: ALL\n"));
        Assert.That((rule.Mode, rule.Check), Is.EqualTo(("0440", FileCheck.Visudo)));
        Assert.That(WayIn.People(Graph(context)), Is.EqualTo(new[] { "anna" }));
    }

    [Test]
    public void Compile_Groups_AreMemberships()
    {
        var context = Sections.Compile(new UsersModule(), """{"svc": {"system": true, "groups": {"docker": {}, "adm": {}}}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => r.Id.ToString()), Is.EqualTo(new[] { "user/svc", "membership/svc:adm", "membership/svc:docker" }));
    }

    [Test]
    public void Compile_KeyWithOptions_PutsThemFirst()
    {
        var context = Sections.Compile(
            new UsersModule(), "{" + Admin + ", \"bot\": {\"ssh_keys\": {\"ci\": {\"key\": \"" + Key + "\", \"options\": \"restrict\"}}}}");

        Assert.That(context.Problems, Is.Empty);
        var keys = (AuthorizedKeysSpec)context.Resources.Single(r => r.Id.ToString() == "authorized-keys/bot").Spec;
        Assert.That(keys.Keys.Single().Line, Is.EqualTo("restrict " + Key));
    }

    [Test]
    public void Compile_RootWithKeys_HasNoUserResourceAndIsAWayIn()
    {
        var context = Sections.Compile(new UsersModule(), "{\"root\": {\"ssh_keys\": {\"a\": \"" + Key + "\"}}}");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => r.Id.Kind), Is.EqualTo(new[] { "authorized-keys" }));
        Assert.That(WayIn.People(Graph(context)), Is.EqualTo(new[] { "root" }));
    }

    [Test]
    public void Review_NobodyWithKeyAndSudo_IsAProblem_UnlessVouchedFor()
    {
        Assert.That(Sections.Review(new UsersModule(), """{"anna": {"sudo": "nopasswd"}}""").Problems.Single().Path, Is.EqualTo("users"));
        Assert.That(Sections.Review(new UsersModule(), """{"anna": {"sudo": "nopasswd", "way_in": true}}""").Problems, Is.Empty);
        Assert.That(Sections.Review(new UsersModule(), """{"svc": {"system": true}}""").Problems, Is.Empty);
    }

    [Test]
    public void People_LockedOrForcedCommand_IsNoWayIn()
    {
        var locked = Sections.Compile(new UsersModule(), "{\"b\": {\"way_in\": true}, " + Admin.Replace("{\"ssh", "{\"locked\": true, \"ssh", StringComparison.Ordinal) + "}");

        Assert.That(locked.Problems, Is.Empty);
        Assert.That(WayIn.People(Graph(locked)), Is.Empty);
    }

    [TestCase("Anna", "{}", "users.Anna")]
    [TestCase("a.b", "{}", "users.a.b")]
    [TestCase("www-data", "{}", "users.www-data")]
    [TestCase("root", """{"shell": "/bin/sh"}""", "users.root")]
    [TestCase("bo", """{"state": "absent", "shell": "/bin/sh"}""", "users.bo")]
    [TestCase("bo", """{"delete_home": true}""", "users.bo.delete_home")]
    [TestCase("root", """{"password": "x"}""", "users.root")]
    [TestCase("bo", """{"state": "absent", "password": "x"}""", "users.bo")]
    [TestCase("bo", """{"uid": 5}""", "users.bo.uid")]
    [TestCase("bo", """{"shell": "bash"}""", "users.bo.shell")]
    [TestCase("bo", """{"shell": ""}""", "users.bo.shell")]
    [TestCase("bo", """{"home": "/home/../etc"}""", "users.bo.home")]
    [TestCase("bo", """{"home": "/"}""", "users.bo.home")]
    [TestCase("bo", """{"comment": "a:b"}""", "users.bo.comment")]
    [TestCase("bo", """{"groups": {"a,b": {}}}""", "users.bo.groups.a,b")]
    [TestCase("bo", """{"exclusive_groups": true}""", "users.bo.exclusive_groups")]
    [TestCase("bo", """{"ssh_keys": {"k": "ssh-ed25519 AAAA"}}""", "users.bo.ssh_keys.k")]
    [TestCase("bo", """{"ssh_keys": {"k": "command=\"x\" ssh-ed25519 AAAA"}}""", "users.bo.ssh_keys.k")]
    [TestCase("bo", """{"ssh_keys": {"k": "ssh-ed25519 AAAA\nssh-rsa AAAA"}}""", "users.bo.ssh_keys.k")]
    [TestCase("bo", """{"sudo": []}""", "users.bo.sudo")]
    [TestCase("bo", """{"sudo": ["reboot"]}""", "users.bo.sudo")]
    [TestCase("bo", """{"sudo": ["/bin/x\nbo ALL=ALL"]}""", "users.bo.sudo")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string name, string settings, string path)
    {
        var context = Sections.Compile(new UsersModule(), "{" + Admin + ", \"" + name + "\": " + settings + "}");

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void Compile_SameUidTwice_IsAProblem()
    {
        var context = Sections.Compile(new UsersModule(), "{" + Admin + """, "x": {"uid": 1500}, "y": {"uid": 1500}}""");

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { "users.y.uid" }));
    }

    [Test]
    public void Compile_GroupWithCommands_WritesItsRule()
    {
        var context = Sections.Compile(new GroupsModule(), """{"operator": {"sudo": ["/usr/bin/docker ps", "/usr/bin/docker start *"]}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(((FileSpec)context.Resources[1].Spec).Content.Text, Is.EqualTo("%operator ALL=(ALL:ALL) NOPASSWD: /usr/bin/docker ps, /usr/bin/docker start *\n"));
    }

    [Test]
    public void Compile_Password_IsInTheSpecAndNotInItsText()
    {
        var context = Sections.Compile(new UsersModule(), """{"svc": {"system": true, "password": "$y$j9T$canary"}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(((UserSpec)context.Resources[0].Spec).Password?.Reveal(), Is.EqualTo("$y$j9T$canary"));
        Assert.That(context.Resources[0].ToString(), Does.Not.Contain("canary"));
    }

    [Test]
    public void Compile_AbsentWithDeleteHome_IsInTheSpec()
    {
        var context = Sections.Compile(new UsersModule(), """{"old": {"state": "absent", "delete_home": true}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(((UserSpec)context.Resources[0].Spec).DeleteHome, Is.True);
    }

    private static ResourceGraph Graph(CompileContext context) => GraphBuilder.Build(context.Resources, new Dictionary<string, IResourceProvider>()).Graph;
}
