using Mint.Core.Providers;
using Mint.Modules.Files;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Files;

public sealed class BlockProviderTests
{
    private const string Path = "/etc/shared.conf";
    private const string Name = Path + "#b";

    private readonly IResourceProvider provider = new BlockProvider();
    private FakeHost host = FakeHost.Debian();

    [SetUp]
    public void SetUp() => host = FakeHost.Debian();

    [Test]
    public void Apply_DamagedMarkers_LeavesTheFileAndNeedsAPerson()
    {
        host.Files.WriteText(Path, "theirs\n# mint-agent begin b\none\n");

        Assert.That(provider.Preserve(Name, host), Is.Null);
        var failure = Assert.ThrowsAsync<ResourceException>(ApplyAsync);
        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Files.ReadText(Path), Is.EqualTo("theirs\n# mint-agent begin b\none\n"));
    }

    [Test]
    public async Task Restore_BlockThatWasThere_BringsItsLinesBack()
    {
        host.Files.WriteText(Path, "# mint-agent begin b\nzürich\n# mint-agent end b\nrest");
        var preserved = provider.Preserve(Name, host) ?? throw new AssertionException("nothing was kept");
        await ApplyAsync();
        Assert.That(host.Files.ReadText(Path), Is.EqualTo("# mint-agent begin b\nours\n# mint-agent end b\nrest"));

        await provider.RestoreAsync(Name, preserved, host, CancellationToken.None);

        Assert.That(host.Files.ReadText(Path), Is.EqualTo("# mint-agent begin b\nzürich\n# mint-agent end b\nrest"));
    }

    [Test]
    public async Task Apply_FileOfOtherOwnerAndBytes_KeepsThem()
    {
        host.Files.Write(Path, [0xE4, 0x0A], 0x1A0, 1, 33);

        await ApplyAsync();

        var node = host.Files.Find(Path) ?? throw new AssertionException("absent");
        Assert.That((node.Content[0], node.Content[1], node.Mode, node.Uid, node.Gid), Is.EqualTo(((byte)0xE4, (byte)0x0A, 0x1A0, 1, 33)));
    }

    private Task ApplyAsync() =>
        provider.ApplyAsync([new ApplyItem<object, object>(Name, new BlockSpec("ours\n"), null)], host, CancellationToken.None);
}
