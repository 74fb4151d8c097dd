using Mint.Modules.Ssh;
using NUnit.Framework;

namespace Mint.UnitTests.Ssh;

public sealed class SshModuleTests
{
    [Test]
    public void Compile_Empty_LetsNoPasswordIn()
    {
        var context = Sections.Compile(new SshModule(), "{}");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Single().Id.ToString(), Is.EqualTo("sshd/settings"));
        Assert.That(Text(context.Resources[0].Spec), Is.EqualTo(
            "KbdInteractiveAuthentication no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"));
    }

    [Test]
    public void Compile_Everything_IsOneFile()
    {
        var context = Sections.Compile(
            new SshModule(),
            """
            {"port": [22, 2222], "root_login": "no", "password_login": true, "allowed_users": {"bob": {}, "anna@10.0.0.*": {}}, "allowed_groups": {"ops": {}},
             "profile": "modern", "settings": {"MaxAuthTries": 3, "AcceptEnv": ["LANG", "LC_*"], "X11Forwarding": false}}
            """);

        Assert.That(context.Problems, Is.Empty);
        var text = Text(context.Resources.Single().Spec);
        Assert.That(text, Does.Contain("Port 22\nPort 2222\n").And.Contain("AllowUsers anna@10.0.0.*\nAllowUsers bob\n").And.Contain("AllowGroups ops\n"));
        Assert.That(text, Does.Contain("PermitRootLogin no\n").And.Contain("PasswordAuthentication yes\n").And.Not.Contain("KbdInteractive"));
        Assert.That(text, Does.Contain("AcceptEnv LANG\nAcceptEnv LC_*\n").And.Contain("MaxAuthTries 3\n").And.Contain("X11Forwarding no\n").And.Contain("Ciphers "));
    }

    [TestCase("""{"port": 0}""", "ssh.port")]
    [TestCase("""{"port": 65536}""", "ssh.port")]
    [TestCase("""{"port": "ssh"}""", "ssh.port")]
    [TestCase("""{"port": "22\nPermitRootLogin yes"}""", "ssh.port")]
    [TestCase("""{"port": [22, 22]}""", "ssh.port")]
    [TestCase("""{"port": []}""", "ssh.port")]
    [TestCase("""{"allowed_users": {}}""", "ssh.allowed_users")]
    [TestCase("""{"allowed_users": {"anna bob": {}}}""", "ssh.allowed_users.anna bob")]
    [TestCase("""{"allowed_groups": {"x\nPermitRootLogin yes": {}}}""", "ssh.allowed_groups.x\nPermitRootLogin yes")]
    [TestCase("""{"settings": {"Port": 22}}""", "ssh.settings.Port")]
    [TestCase("""{"settings": {"permitrootlogin": "yes"}}""", "ssh.settings.permitrootlogin")]
    [TestCase("""{"settings": {"Match": "User x"}}""", "ssh.settings.Match")]
    [TestCase("""{"settings": {"include": "/tmp/x"}}""", "ssh.settings.include")]
    [TestCase("""{"settings": {"ChallengeResponseAuthentication": "yes"}}""", "ssh.settings.ChallengeResponseAuthentication")]
    [TestCase("""{"settings": {"Max Tries": "3"}}""", "ssh.settings.Max Tries")]
    [TestCase("""{"settings": {"Banner\nPort": "3"}}""", "ssh.settings.Banner\nPort")]
    [TestCase("""{"settings": {"Banner": "/etc/issue\nPermitRootLogin yes"}}""", "ssh.settings.Banner")]
    [TestCase("""{"settings": {"Banner": ""}}""", "ssh.settings.Banner")]
    [TestCase("""{"settings": {"Banner": "\"/etc/issue"}}""", "ssh.settings.Banner")]
    [TestCase("""{"settings": {"MaxAuthTries": [3, 4]}}""", "ssh.settings.MaxAuthTries")]
    [TestCase("""{"settings": {"AcceptEnv": []}}""", "ssh.settings.AcceptEnv")]
    [TestCase("""{"settings": {"MaxAuthTries": 3, "maxauthtries": 4}}""", "ssh.settings.maxauthtries")]
    [TestCase("""{"profile": "modern", "settings": {"ciphers": "aes128-ctr"}}""", "ssh.settings.ciphers")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string section, string path)
    {
        var context = Sections.Compile(new SshModule(), section);

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
        Assert.That(context.Resources, Is.Empty);
    }

    [Test]
    public void Compile_KeywordWithAKeyOfItsOwn_IsToldWhich()
    {
        var problem = SshHosts.Compile("ssh:\n  settings:\n    PermitRootLogin: no\n").Problems.Single();

        Assert.That((problem.Origin.ToString(), problem.Hint), Is.EqualTo(("hosts/web-01.yaml:3:5", "Write it as ssh.root_login.")));
    }

    [Test]
    public void Compile_PortsAsPeopleWriteThem_AreRead()
    {
        foreach (var (yaml, ports) in new[] { ("2222", "Port 2222\n"), ("\"2222\"", "Port 2222\n"), ("[22, 2222]", "Port 22\nPort 2222\n") })
        {
            var result = SshHosts.Compile($"ssh: {{ port: {yaml} }}\n");

            Assert.That(result.Problems, Is.Empty, yaml);
            Assert.That(Text(result.Graph.InOrder.Single().Spec), Does.Contain(ports), yaml);
        }
    }

    [Test]
    public void Compile_PeopleAndJails_SshdComesBetween()
    {
        var order = SshHosts.Compile("fail2ban: {}\nssh: { port: 2222, root_login: no }\nusers:\n  zoe: { groups: { sudo: {} }, sudo: nopasswd, ssh_keys: { a: \"" + SshHosts.Key + "\" } }\n")
            .Graph.InOrder.Select(r => r.Id.ToString()).ToList();

        var sshd = order.IndexOf("sshd/settings");
        foreach (var before in new[] { "user/zoe", "authorized-keys/zoe", "membership/zoe:sudo", "file//etc/sudoers.d/mint-zoe" })
        {
            Assert.That(order.IndexOf(before), Is.InRange(0, sshd - 1), before);
        }

        Assert.That(order.IndexOf("file//etc/fail2ban/jail.d/mint.local"), Is.GreaterThan(sshd));
    }

    private static string Text(object spec) => ((SshdSpec)spec).ToText()[(((SshdSpec)spec).ToText().IndexOf('\n', StringComparison.Ordinal) + 1)..];
}
