using Mint.Core.Providers;
using Mint.Modules.WireGuard;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.WireGuard;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WireGuardKeysTests
{
    private const string Name = "mint0";

    private readonly FakeHost host = FakeHost.Debian();
    private readonly IResourceProvider provider = new WireGuardProvider();

    public WireGuardKeysTests() => FakeWireGuard.Install(host);

    [Test]
    public async Task MakeNext_Twice_IsOneKeyForRootAlone()
    {
        var first = await WireGuardKeys.MakeNextAsync(host, Name, CancellationToken.None);

        Assert.That(await WireGuardKeys.MakeNextAsync(host, Name, CancellationToken.None), Is.EqualTo(first));
        Assert.That(WireGuardKeys.ReadNextPublic(host, Name), Is.EqualTo(first));
        Assert.That(host.Files.Find(WireGuardKeys.NextPrivatePath(Name))?.Mode, Is.EqualTo(0x180));
        Assert.That(WireGuardKeys.ReadPublic(host, Name), Is.Null);
    }

    [Test]
    public async Task Apply_OwnKeyIsTheNext_TakesItsPlaceOnTheRunningInterface()
    {
        await ApplyAsync(null);
        var next = await WireGuardKeys.MakeNextAsync(host, Name, CancellationToken.None);
        host.Commands.Clear();

        await ApplyAsync(next);

        Assert.That(host.WireGuard[Name].PublicKey, Is.EqualTo(next));
        Assert.That(WireGuardKeys.ReadPublic(host, Name), Is.EqualTo(next));
        Assert.That(host.List(WireGuardKeys.Directory), Is.EqualTo(new[] { "mint0.key", "mint0.pub" }));
        Assert.That(host.Commands.Select(c => c.ToString()), Has.None.Contains("restart"), "no session of another network's ends");
        Assert.That(await PlanAsync(next), Is.Empty);
    }

    [Test]
    public async Task Apply_CutOffBetweenTheTwoFiles_EndsTheSame()
    {
        await ApplyAsync(null);
        var next = await WireGuardKeys.MakeNextAsync(host, Name, CancellationToken.None);
        host.Move(WireGuardKeys.NextPrivatePath(Name), WireGuardKeys.PrivatePath(Name));

        await ApplyAsync(next);

        Assert.That(WireGuardKeys.ReadPublic(host, Name), Is.EqualTo(next));
        Assert.That(host.List(WireGuardKeys.Directory), Is.EqualTo(new[] { "mint0.key", "mint0.pub" }));
        Assert.That(await PlanAsync(next), Is.Empty);
    }

    [Test]
    public async Task Apply_OwnKeyIsNobodys_NeedsAPersonAndChangesNothing()
    {
        await ApplyAsync(null);
        var before = host.WireGuard[Name];

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(Meshes.KeyC));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure?.Message, Does.StartWith($"the key {Meshes.KeyC} is wanted of this host, and it has another, {before.PublicKey}"));
        Assert.That(host.WireGuard[Name], Is.EqualTo(before));
        Assert.That((await PlanAsync(Meshes.KeyC)).Select(d => (d.Attribute, d.Before, d.After)), Is.EqualTo(new[] { ("own key", before.PublicKey, Meshes.KeyC) }));
    }

    [Test]
    public async Task Plan_KeyIsReadableByOthers_IsDrift()
    {
        await ApplyAsync(null);
        host.SetAccess(WireGuardKeys.PrivatePath(Name), Mint.Core.Hosts.FileAccess.RootReadable);

        Assert.That((await PlanAsync(null)).Select(d => d.Attribute), Is.EqualTo(new[] { "private key" }));
        await ApplyAsync(null);
        Assert.That(await PlanAsync(null), Is.Empty);
    }

    private static WireGuardSpec Spec(string? key) => new(["10.90.0.11/16"], 51820, key, []);

    private Task ApplyAsync(string? key) => provider.ApplyAsync([new ApplyItem<object, object>(Name, Spec(key), null)], host, CancellationToken.None);

    private async Task<IReadOnlyList<Difference>> PlanAsync(string? key)
    {
        host.Forget();
        return provider.Compare(Spec(key), await provider.ReadAsync(Name, host, CancellationToken.None));
    }
}
