using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Files;

public sealed class FileProviderTests
{
    private const string Path = "/etc/a.conf";

    private readonly IResourceProvider provider = new FileProvider();
    private FakeHost host = FakeHost.Debian();

    [SetUp]
    public void SetUp() => host = FakeHost.Debian();

    [Test]
    public async Task Compare_ChangedText_HoldsBothSidesWhole()
    {
        host.Files.WriteText(Path, "old\n", 0x180);

        Assert.That(await PlanAsync(FileSpec.Readable("new\n")), Is.EqualTo(new Difference[] { new("content", "old\n", "new\n") { ShowsFoundContent = true }, new("mode", "0600", "0644") }));
    }

    [Test]
    public async Task Compare_BinaryContent_IsSizeAndHash()
    {
        host.Files.Write(Path, [0, 1]);

        var content = (await PlanAsync(FileSpec.Readable("new\n"))).First(d => d.Attribute == "content");

        Assert.That(content.Before, Does.StartWith("2 bytes, sha256 "));
    }

    [Test]
    public void Apply_OwnerThatIsMissing_FailsWithItsName()
    {
        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(FileSpec.Readable("x") with { Owner = "shop" }));

        Assert.That(failure?.Message, Does.Contain("'shop'"));
        Assert.That(host.Files.Exists(Path), Is.False);
    }

    [Test]
    public void Apply_DirectoryInTheWay_NeedsAPerson()
    {
        host.Files.WriteText(Path + "/precious", "data");

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(FileSpec.Readable("x")));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Files.ReadText(Path + "/precious"), Is.EqualTo("data"));
    }

    [Test]
    public void Apply_CheckerRefuses_KeepsTheOldFileAndLeavesNoCandidate()
    {
        host.Files.WriteText(Path, "old");
        host.Programs["visudo"] = (command, _) => new CommandResult("visudo", 1, "", $"{command.Arguments[^1]}:1:3: syntax error");

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(FileSpec.Readable("nonsense") with { Check = FileCheck.Visudo }));

        Assert.Multiple(() =>
        {
            Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
            Assert.That(failure?.Message, Does.Contain($"{Path}:1:3: syntax error"));
            Assert.That(host.Files.ReadText(Path), Is.EqualTo("old"));
            Assert.That(host.List("/run/mint-check"), Is.Empty);
        });
    }

    [Test]
    public void Apply_CheckerNotInstalled_DoesNotWrite()
    {
        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(FileSpec.Readable("x") with { Check = FileCheck.Nginx }));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.Retry));
        Assert.That(host.Files.Exists(Path), Is.False);
    }

    [TestCase("{\"a\": 1}", true)]
    [TestCase("{\"a\": ", false)]
    [TestCase("{} {}", false)]
    public async Task Apply_JsonCheck_TakesOneValue(string text, bool accepted)
    {
        var apply = () => ApplyAsync(FileSpec.Readable(text) with { Check = FileCheck.Json });
        if (accepted)
        {
            await apply();
        }
        else
        {
            Assert.ThrowsAsync<ResourceException>(() => apply());
        }

        Assert.That(host.Files.Exists(Path), Is.EqualTo(accepted));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Apply_LinkInTheWay_GivesWayUnlessRefused(bool refused)
    {
        host.Files.Link(Path, "/run/elsewhere");
        var spec = FileSpec.Readable("x") with { RefuseLink = refused ? "say which" : null };
        if (refused)
        {
            Assert.That(Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(spec))?.Message, Does.EndWith("say which"));
        }
        else
        {
            await ApplyAsync(spec);
        }

        Assert.That(host.Stat(Path)?.Type, Is.EqualTo(refused ? FileType.Link : FileType.File));
    }

    [Test]
    public async Task Restore_WhatWasPreserved_BringsContentAndAccessBack()
    {
        host.Files.Write(Path, [0, 200, 10], 0x1A0, 1, 33);
        var preserved = provider.Preserve(Path, host) ?? throw new AssertionException("nothing was kept");
        await ApplyAsync(FileSpec.Readable("ours"));

        await provider.RestoreAsync(Path, preserved, host, CancellationToken.None);

        var node = host.Files.Find(Path);
        Assert.That((node?.Content, node?.Mode, node?.Uid, node?.Gid), Is.EqualTo((new byte[] { 0, 200, 10 }, 0x1A0, 1, 33)));
    }

    [Test]
    public void Preserve_LargerThanAMebibyte_KeepsNothing()
    {
        host.Files.Write(Path, new byte[(1 << 20) + 1]);

        Assert.That(provider.Preserve(Path, host), Is.Null);
    }

    [TestCase(0x180, "6 bytes")]
    [TestCase(0x1A4, "secret")]
    public async Task DescribeDeletion_FileThatOnlyRootReads_DoesNotShowIt(int mode, string shown)
    {
        host.Files.Write(Path, Encoding.UTF8.GetBytes("secret"), mode);
        var state = await provider.ReadAsync(Path, host, CancellationToken.None) ?? throw new AssertionException("absent");

        Assert.That(provider.DescribeDeletion(Path, state).Single().Before, Is.EqualTo(shown));
    }

    [Test]
    public void Delete_DirectoryThatIsNotEmpty_StaysAndIsReported()
    {
        host.Files.WriteText("/srv/shop/data", "x");
        IResourceProvider directories = new DirectoryProvider();

        var failure = Assert.ThrowsAsync<ResourceException>(() => directories.DeleteAsync(["/srv/shop"], host, CancellationToken.None));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Files.Exists("/srv/shop/data"), Is.True);
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync(FileSpec spec) =>
        provider.Compare(spec, await provider.ReadAsync(Path, host, CancellationToken.None));

    private Task ApplyAsync(FileSpec spec) =>
        provider.ApplyAsync([new ApplyItem<object, object>(Path, spec, null)], host, CancellationToken.None);
}
