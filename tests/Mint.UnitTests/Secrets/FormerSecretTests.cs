using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Hosts;
using Mint.Core.Reporting;
using Mint.Modules;
using Mint.Modules.Files;
using Mint.UnitTests.Engine;
using NUnit.Framework;

namespace Mint.UnitTests.Secrets;

/// <summary>A file that held a secret, and whose new spec, or none, no longer tells of it.</summary>
internal sealed class FormerSecretTests
{
    private const string Value = "hunter2hunter2";
    private const string Path = "/toy/token";

    [Test]
    public async Task Run_SecretGivesWayToText_DoesNotShowIt()
    {
        var world = await WithSecretAsync();

        var report = await world.RunAsync(File(FileSpec.Readable("plain")));

        Assert.That(Shown(report, world), Does.Not.Contain(Value).And.Contain("(secret)"));
        Assert.That(world.Host.ReadFile(Path), Is.EqualTo("plain"u8.ToArray()));
    }

    [Test]
    public async Task Run_SecretThatSomebodyMadeReadable_GoesWithoutBeingShown()
    {
        var world = await WithSecretAsync();
        world.Host.SetAccess(Path, new Mint.Core.Hosts.FileAccess(0, 0, 0x1A4));

        var report = await world.RunAsync();

        Assert.That(Shown(report, world), Does.Not.Contain(Value).And.Contain("(secret)"));
        Assert.That(world.Host.ReadFile(Path), Is.Null);
    }

    [Test]
    public async Task Run_TextGivesWayToText_ShowsBoth()
    {
        var world = new World();
        world.Providers["file"] = ModuleCatalog.Providers["file"];
        await world.RunAsync(File(FileSpec.Readable("one")));

        Assert.That(Shown(await world.RunAsync(File(FileSpec.Readable("two"))), world), Does.Contain("one").And.Contain("two"));
    }

    private static async Task<World> WithSecretAsync()
    {
        var world = new World();
        world.Providers["file"] = ModuleCatalog.Providers["file"];
        await world.RunAsync(File(new FileSpec(FileContent.Of(new Secret(Value))) { Mode = "0600" }));
        Assert.That(world.Host.ReadFile(Path), Is.Not.Null);
        return world;
    }

    private static Resource File(FileSpec spec) => new(new ResourceId("file", Path), spec with { Owner = "0", Group = "0" }, new Origin("hosts/a.yaml", 1, 1));

    private static string Shown(RunReport report, World world) => string.Join(
        '\n', report.Results.SelectMany(r => r.Change.Differences).Concat(world.Ledger.Events.SelectMany(e => e.Differences)).Select(d => $"{d.Attribute}: {d.Before} → {d.After}"));
}
