using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;
using Mint.Modules.Updates;
using NUnit.Framework;

namespace Mint.UnitTests.Updates;

public sealed class UpdatesModuleTests
{
    [Test]
    public void Compile_NothingSaid_InstallsSecurityUpgradesAndReportsTheRest()
    {
        var context = Sections.Compile(new UpdatesModule(), "{}");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(
            context.Resources.Where(r => r.OnlyReported is null).Select(r => r.Id.ToString()),
            Is.EqualTo(new[] { "package-lists/fresh", "upgrade/interrupted", "upgrade/security", "file//etc/apt/apt.conf.d/95mint-updates" }));
        Assert.That(Find(context, UpgradeProvider.Other).OnlyReported, Is.EqualTo("only reported: 'upgrade' is 'security'"));
        Assert.That(Find(context, RebootProvider.Id).OnlyReported, Is.EqualTo("only reported: 'reboot' is 'never'"));
    }

    [Test]
    public void Compile_None_ChangesNothingAndLeavesUnattendedUpgradesAlone()
    {
        var context = Sections.Compile(new UpdatesModule(), """{"upgrade": "none"}""");

        Assert.That(context.Resources.Where(r => r.OnlyReported is null).Select(r => r.Id), Is.EqualTo(new[] { PackageListsProvider.Id }));
    }

    [Test]
    public void Compile_Unattended_IsTurnedOff()
    {
        var context = Sections.Compile(new UpdatesModule(), """{"upgrade": "all"}""");

        var file = (FileSpec)context.Resources.Single(r => r.Id.Kind == "file").Spec;
        Assert.That(file.Content.Text, Is.EqualTo("APT::Periodic::Unattended-Upgrade \"0\";\n"));
        Assert.That(Find(context, UpgradeProvider.Other).OnlyReported, Is.Null);
    }

    [Test]
    public void Compile_Windows_FallBackToTheSectionsOwn()
    {
        var context = Sections.Compile(
            new UpdatesModule(),
            """{"window": "sun 02:00-05:00", "reboot": {"when": "needed", "window": "sun 03:00-04:00"}, "restart_services": {}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(
            new[] { UpgradeProvider.Security, ServiceRestartProvider.Pending, RebootProvider.Id }.Select(id => Find(context, id).Window?.Text),
            Is.EqualTo(new[] { "sun 02:00-05:00", "sun 02:00-05:00", "sun 03:00-04:00" }));
        Assert.That(Find(context, UpgradeProvider.Interrupted).Window, Is.Null, "what is half done can't wait");
        Assert.That(Find(context, RebootProvider.Id).ComesLast, Is.True);
    }

    [Test]
    public void Compile_DeclaredVersions_AreKept()
    {
        var context = SectionsWithPackages("""{"exclude": {"docker.io": {}, "linux-image-*": {}}}""");

        var spec = (UpgradeSpec)Find(context, UpgradeProvider.Security).Spec;
        Assert.That(spec.Allows("postgresql-16", "16.4-1"), Is.True);
        Assert.That(spec.Allows("postgresql-16", "16.5-1"), Is.False);
        Assert.That(spec.Allows("linux-image-amd64", "6.1"), Is.False);
        Assert.That(spec.Allows("docker.io:amd64", "26"), Is.False);
        Assert.That(spec.Allows("curl", "8"), Is.True);
    }

    [TestCase("""{"window": "sundays"}""", "updates.window")]
    [TestCase("""{"reboot": {"when": "needed", "window": "sun 3-5"}}""", "updates.reboot.window")]
    [TestCase("""{"restart_services": {"window": "02:00"}}""", "updates.restart_services.window")]
    [TestCase("""{"reboot": {"when": "needed"}}""", "updates.reboot")]
    [TestCase("""{"refresh": "often"}""", "updates.refresh")]
    [TestCase("""{"refresh": "5s"}""", "updates.refresh")]
    [TestCase("""{"exclude": {"Docker": {}}}""", "updates.exclude.Docker")]
    [TestCase("""{"exclude": {"-o": {}, "a b": {}}}""", "updates.exclude.a b")]
    [TestCase("""{"restart_services": {"exclude": {"nginx": {}}}}""", "updates.restart_services.exclude.nginx")]
    [TestCase("""{"restart_services": {"include": {"cron.timer": {}}}}""", "updates.restart_services.include.cron.timer")]
    public void Compile_BadInput_IsOneProblemAtItsKey(string json, string path) =>
        Assert.That(Sections.Compile(new UpdatesModule(), json).Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));

    [Test]
    public void Compile_BadWindow_SaysWhatIsExpected() =>
        Assert.That(
            Sections.Compile(new UpdatesModule(), """{"window": "sundays"}""").Problems.Single().Message,
            Does.StartWith("expected a window such as").And.EndWith("found 'sundays'"));

    private static CompileContext SectionsWithPackages(string json)
    {
        var packages = System.Text.Json.JsonSerializer.Deserialize(
            """{"postgresql-16": {"version": "16.4-*"}, "curl": {}}""", new Mint.Modules.Packages.PackagesModule().SectionType);
        return Sections.Compile(new UpdatesModule(), json, [packages ?? throw new InvalidOperationException()]);
    }

    private static Resource Find(CompileContext context, ResourceId id) => context.Resources.Single(r => r.Id == id);
}
