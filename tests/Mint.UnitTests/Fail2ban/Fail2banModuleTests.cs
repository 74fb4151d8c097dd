using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Fail2ban;
using Mint.Modules.Files;
using Mint.UnitTests.Ssh;
using NUnit.Framework;

namespace Mint.UnitTests.Fail2ban;

public sealed class Fail2banModuleTests
{
    private static readonly ResourceId Jails = new("file", "/etc/fail2ban/jail.d/mint.local");

    [Test]
    public void Compile_Empty_GuardsSshdByTheJournal()
    {
        var context = Sections.Compile(new Fail2banModule(), "{}");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => r.Id.ToString()), Is.EqualTo(new[]
        {
            "package/fail2ban", "package/python3-systemd", Jails.ToString(), "unit/fail2ban.service",
        }));
        Assert.That(Text(context.Resources[2]), Does.Contain("ignoreip = 127.0.0.0/8 ::1\n").And.EndsWith("[sshd]\nenabled = true\nbackend = systemd\nport = ssh\n"));
    }

    [Test]
    public void Compile_SshdListensElsewhere_TheJailFollows() =>
        Assert.That(Text(SshHosts.Compile("ssh: { port: [22, 2222] }\nfail2ban: {}\n")), Does.Contain("\nport = 22,2222\n"));

    [Test]
    public void Compile_Jails_AreWrittenAsFail2banReadsThem()
    {
        var text = Text(SshHosts.Compile("""
            fail2ban:
              ignore: [192.0.2.7, "2001:db8::/32"]
              ban_time: 1h
              find_time: 10m
              max_retry: 4
              jails:
                sshd: { enabled: false }
                nginx-http-auth: { port: "http,https", max_retry: 3, ban_time: 1d, find_time: 90s }
                shop: { filter: "shop[mode=aggressive]", log_path: /var/log/shop/*.log, port: 8080, backend: polling }
            """));

        Assert.That(text, Does.Contain("ignoreip = 127.0.0.0/8 ::1 192.0.2.7 2001:db8::/32\n").And.Contain("bantime = 3600\nfindtime = 600\nmaxretry = 4\n"));
        Assert.That(text, Does.Contain("[sshd]\nenabled = false\n"));
        Assert.That(text, Does.Contain("[nginx-http-auth]\nenabled = true\nport = http,https\nbantime = 86400\nfindtime = 90\nmaxretry = 3\n"));
        Assert.That(text, Does.Contain("[shop]\nenabled = true\nbackend = polling\nport = 8080\nfilter = shop[mode=aggressive]\nlogpath = /var/log/shop/*.log\n"));
    }

    [Test]
    public void Compile_PackageOfItsOwnAndNginx_ComeFirst()
    {
        var result = SshHosts.Compile("fail2ban: { jails: { nginx-http-auth: {} } }\npackages: { nginx: {}, fail2ban: { hold: true } }\nservices: { nginx.service: {} }\n");

        Assert.That(result.Problems, Is.Empty);
        var order = result.Graph.InOrder.Select(r => r.Id.ToString()).ToList();
        Assert.That(order.IndexOf("unit/nginx.service"), Is.LessThan(order.IndexOf(Jails.ToString())));
        Assert.That(order.IndexOf(Jails.ToString()), Is.LessThan(order.IndexOf("unit/fail2ban.service")));
        Assert.That(result.Graph.Find(Jails)?.Notifies, Is.EqualTo(new[] { new ResourceId("unit", "fail2ban.service") }));
    }

    [TestCase("""{"ignore": ["10.0.0.0/33"]}""", "fail2ban.ignore")]
    [TestCase("""{"ignore": ["0.0.0.0/0"]}""", "fail2ban.ignore")]
    [TestCase("""{"ignore": ["10.0.0"]}""", "fail2ban.ignore")]
    [TestCase("""{"ignore": ["10.0.0.1 0.0.0.0/0"]}""", "fail2ban.ignore")]
    [TestCase("""{"ignore": ["10.0.0.1\nmaxretry = 9999"]}""", "fail2ban.ignore")]
    [TestCase("""{"ignore": ["host.example.org"]}""", "fail2ban.ignore")]
    [TestCase("""{"ban_time": "soon"}""", "fail2ban.ban_time")]
    [TestCase("""{"find_time": "0s"}""", "fail2ban.find_time")]
    [TestCase("""{"max_retry": 0}""", "fail2ban.max_retry")]
    [TestCase("""{"jails": {"a b": {}}}""", "fail2ban.jails.a b")]
    [TestCase("""{"jails": {"x]\n[sshd": {}}}""", "fail2ban.jails.x]\n[sshd")]
    [TestCase("""{"jails": {"Default": {}}}""", "fail2ban.jails.Default")]
    [TestCase("""{"jails": {"sshd": {"port": "22"}}}""", "fail2ban.jails.sshd.port")]
    [TestCase("""{"jails": {"x": {"port": "80\nenabled = false"}}}""", "fail2ban.jails.x.port")]
    [TestCase("""{"jails": {"x": {"filter": "%(sshd)s"}}}""", "fail2ban.jails.x.filter")]
    [TestCase("""{"jails": {"x": {"filter": "../../tmp/x"}}}""", "fail2ban.jails.x.filter")]
    [TestCase("""{"jails": {"x": {"log_path": "var/log"}}}""", "fail2ban.jails.x.log_path")]
    [TestCase("""{"jails": {"x": {"log_path": "/var/log/x\naction = y"}}}""", "fail2ban.jails.x.log_path")]
    [TestCase("""{"jails": {"x": {"log_path": "/var/log/x", "backend": "Systemd"}}}""", "fail2ban.jails.x.log_path")]
    [TestCase("""{"jails": {"x": {"ban_time": "1w"}}}""", "fail2ban.jails.x.ban_time")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string section, string path)
    {
        var context = Sections.Compile(new Fail2banModule(), section);

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
        Assert.That(context.Resources, Is.Empty);
    }

    [Test]
    public void Compile_CheckOfAFileThatFail2banDoesNotRead_IsAProblem() =>
        Assert.That(SshHosts.Compile("files: { /etc/jail.local: { content: x, check: fail2ban } }\n").Problems.Single().Path, Is.EqualTo("files./etc/jail.local.check"));

    private static string? Text(CompileResult result)
    {
        Assert.That(result.Problems, Is.Empty);
        return result.Graph.Find(Jails) is { } file ? Text(file) : null;
    }

    private static string? Text(Resource file)
    {
        var spec = (FileSpec)file.Spec;
        Assert.That(spec.Check, Is.EqualTo(FileCheck.Fail2ban));
        return spec.Content.Text;
    }
}
