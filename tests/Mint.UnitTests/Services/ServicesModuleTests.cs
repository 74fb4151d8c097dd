using Mint.Core.Graph;
using Mint.Modules.Files;
using Mint.Modules.Services;
using NUnit.Framework;

namespace Mint.UnitTests.Services;

public sealed class ServicesModuleTests
{
    private const string Simple = "[Unit]\\nDescription=x\\n[Service]\\nUser=app\\nExecStart=/opt/app\\n[Install]\\nWantedBy=multi-user.target";
    private const string Job = "[Service]\\nType=oneshot\\nExecStart=/bin/true";

    [Test]
    public void Compile_PackagedUnit_IsEnabledAndRunning() =>
        Assert.That(Unit("""{"nginx.service": {}}""", "nginx.service").Spec, Is.EqualTo(new UnitSpec(true, true)));

    [Test]
    public void Compile_OwnUnit_WritesItChecksItAndWaitsForItsUser()
    {
        var context = Sections.Compile(new ServicesModule(), "{\"app.service\": {\"unit\": \"" + Simple + "\"}}");

        Assert.That(context.Problems, Is.Empty);
        var file = context.Resources.Single(r => r.Id.ToString() == "file//etc/systemd/system/app.service");
        Assert.That(((FileSpec)file.Spec).Check, Is.EqualTo(FileCheck.Systemd));
        Assert.That(file.Notifies.Select(n => n.ToString()), Is.EqualTo(new[] { "systemd/manager", "unit/app.service" }));
        Assert.That(context.Resources.Single(r => r.Id.Kind == "unit").DependsOn.Select(d => d.ToString()), Is.EqualTo(new[] { "user/app" }));
    }

    [Test]
    public void Compile_OneshotWithoutInstall_IsNotLookedAt() =>
        Assert.That(Unit("{\"job.service\": {\"unit\": \"" + Job + "\"}}", "job.service").Spec, Is.EqualTo(new UnitSpec(null, null)));

    [Test]
    public void Compile_DropIn_NeedsItsDirectoryAndNotifies()
    {
        var context = Sections.Compile(new ServicesModule(), """{"nginx.service": {"drop_ins": {"limits": "[Service]\nLimitNOFILE=9"}}}""");

        Assert.That(context.Resources.Select(r => r.Id.ToString()), Is.EqualTo(new[]
        {
            "directory//etc/systemd/system/nginx.service.d", "file//etc/systemd/system/nginx.service.d/limits.conf", "unit/nginx.service", "systemd/manager",
        }));
    }

    [Test]
    public void Compile_RestartOn_ListensToPathsAndIds()
    {
        var unit = Unit("""{"nginx.service": {"reload": true, "restart_on": ["/etc/nginx/nginx.conf", "package/nginx"]}}""", "nginx.service");

        Assert.That(unit.ListensTo.Select(l => l.ToString()), Is.EqualTo(new[] { "file//etc/nginx/nginx.conf", "package/nginx" }));
        Assert.That(unit.Spec, Is.EqualTo(new UnitSpec(true, true, Reload: true)));
    }

    [Test]
    public void Compile_Masked_IsDownAndMasked() =>
        Assert.That(Unit("""{"apache2.service": {"masked": true}}""", "apache2.service").Spec, Is.EqualTo(new UnitSpec(null, false, Masked: true)));

    [TestCase("""{"nginx": {}}""", "services.nginx")]
    [TestCase("""{"../x.service": {}}""", "services.../x.service")]
    [TestCase("""{"a@.service": {"enabled": true}}""", "services.a@.service")]
    [TestCase("""{"a.service": {"unit": "garbage"}}""", "services.a.service.unit")]
    [TestCase("""{"a.service": {"unit": "[Service]\nExecStart=/x", "enabled": true}}""", "services.a.service.enabled")]
    [TestCase("""{"a.service": {"unit": "[Service]\nType=oneshot\nExecStart=/x", "running": true}}""", "services.a.service.running")]
    [TestCase("""{"a.service": {"source": "no/such"}}""", "services.a.service.source")]
    [TestCase("""{"a.service": {"masked": true, "running": true}}""", "services.a.service.masked")]
    [TestCase("""{"a.service": {"drop_ins": {"../x": "[Service]\nA=b"}}}""", "services.a.service.drop_ins.../x")]
    [TestCase("""{"a.service": {"restart_on": ["nginx"]}}""", "services.a.service.restart_on")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string json, string path) =>
        Assert.That(Sections.Compile(new ServicesModule(), json).Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));

    private static Resource Unit(string json, string name) =>
        Sections.Compile(new ServicesModule(), json).Resources.Single(r => r.Id.ToString() == "unit/" + name);
}
