using Mint.Core.Providers;
using Mint.Modules.Updates;
using Mint.Testing.Cases;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Updates;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PackageListsTests
{
    private static readonly PackageListsSpec HalfADay = new(TimeSpan.FromHours(12));

    private readonly IResourceProvider provider = new PackageListsProvider();
    private readonly FakeHost host = FakeHost.Debian();

    [SetUp]
    public Task Publish()
    {
        FakeApt.Install(host);
        return DebRepository.PublishAsync(host, [new Deb("curl", "1.0")], default);
    }

    [Test]
    public async Task Compare_NoLists_AreDue() =>
        Assert.That(await PlanAsync(), Is.EqualTo(new[] { new Difference("age", "missing", "at most 12 h") }));

    [Test]
    public async Task Apply_FetchesAndTheyAreDueAgainLater()
    {
        await ApplyAsync();
        Assert.That(await PlanAsync(), Is.Empty);

        host.Advance(TimeSpan.FromHours(13));
        Assert.That(await PlanAsync(), Is.EqualTo(new[] { new Difference("age", "older than 12 h", "at most 12 h") }));

        await ApplyAsync();
        Assert.That(await PlanAsync(), Is.Empty);
    }

    [Test]
    public async Task Compare_NothingNewWasFetched_TheStampCounts()
    {
        await ApplyAsync();
        host.Files.MakeDirectory(PackageLists.Folder).ModifiedAt = host.Now.AddDays(-3);

        Assert.That(await PlanAsync(), Is.Empty);
    }

    [Test]
    public async Task Apply_MirrorDoesNotAnswer_IsTriedAgainAndTheyStayDue()
    {
        await DebRepository.RemoveAsync(host, default);
        host.Files.WriteText("/etc/apt/sources.list.d/a.list", "deb file:/nowhere ./\n");

        var failure = Assert.ThrowsAsync<ResourceException>(ApplyAsync);

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.Retry));
        Assert.That(failure?.Message, Does.StartWith("apt-get update failed: E: The repository"));
        Assert.That(host.Files.Exists(PackageLists.Stamp), Is.False);
    }

    [Test]
    public async Task Read_NoDpkg_IsNothing()
    {
        host.Files.Remove("/var/lib/dpkg/status");

        Assert.That(await PlanAsync(), Is.Empty);
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync()
    {
        host.Forget();
        return provider.Compare(HalfADay, await provider.ReadAsync("fresh", host, default));
    }

    private async Task ApplyAsync() =>
        await provider.ApplyAsync([new ApplyItem<object, object>("fresh", HalfADay, await provider.ReadAsync("fresh", host, default))], host, default);
}
