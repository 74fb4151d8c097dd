using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Firewall;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Firewall;

public sealed class FirewallProviderTests
{
    private const string Url = "file:///srv/list.txt";

    private readonly IResourceProvider provider = new FirewallProvider();
    private readonly IResourceProvider blocklists = new BlocklistProvider();
    private FakeHost host = FakeHost.Debian();

    [SetUp]
    public void Install()
    {
        host = FakeHost.Debian();
        FakeNft.Install(host);
    }

    [Test]
    public void Unit_AtBoot_LoadsTheTableAfterWhatTakesBackAnUnconfirmedOne()
    {
        var after = FirewallFiles.UnitText.Split('\n').Single(l => l.StartsWith("After=", StringComparison.Ordinal));

        Assert.That(after.Split('=', ' '), Does.Contain("mint-agent-revert-boot.service").And.Contain("nftables.service"));
    }

    [Test]
    public async Task Apply_NoNft_NamesThePackage()
    {
        host = FakeHost.Debian();

        var failure = await FailureAsync(() => ApplyAsync(Table("a")));

        Assert.That(failure?.Message, Is.EqualTo("nft is not installed; the package is nftables"));
    }

    [Test]
    public async Task Apply_Refused_LeavesTheOldTableInTheKernelAndAtBoot()
    {
        await ApplyAsync(Table("a"));

        var failure = await FailureAsync(() => ApplyAsync(Table("bogus")));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(host.Files.ReadText(FirewallFiles.Table), Does.Contain("\t\ta\n"));
        Assert.That(await PlanAsync(Table("a")), Is.Empty);
        Assert.That(host.Files.Exists(FirewallFiles.Candidate), Is.False);
    }

    [Test]
    public async Task Apply_OthersTables_Stay()
    {
        await ApplyAsync(Table("a"));
        await ApplyAsync(Table("b"));
        await provider.DeleteAsync(["table"], host, CancellationToken.None);

        Assert.That(FakeNft.TablesOf(host), Is.EqualTo(new[] { "inet fail2ban" }));
    }

    [Test]
    public async Task Read_NothingChanged_AsksNoProgram()
    {
        await ApplyAsync(Table("a"));
        await PlanAsync(Table("a"));
        var asked = 0;
        host.Queries["nft"] = (_, _) => throw new InvalidOperationException($"asked {++asked} times");
        host.Queries["unshare"] = host.Queries["nft"];

        Assert.That(await PlanAsync(Table("a")), Is.Empty);
    }

    [Test]
    public async Task Read_NoNumberOfTheKernel_AsksEachTime()
    {
        await ApplyAsync(Table("a"));
        await PlanAsync(Table("a"));
        host.Generation = null;
        await RunAsync("delete", "table", "inet", "mint");

        Assert.That((await PlanAsync(Table("a"))).Select(d => d.Attribute), Is.EqualTo(new[] { "table inet mint" }));
    }

    [Test]
    public async Task Compare_RuleAddedByHand_NamesIt()
    {
        await ApplyAsync(Table("a"));
        await RunAsync("add", "rule", "inet", "mint", "services", "b", "accept");

        Assert.That(await PlanAsync(Table("a")), Is.EqualTo(new[] { new Difference("rule in chain services", "b accept", null) }));
    }

    [Test]
    public async Task RestorePoint_NoTable_RemovesIt()
    {
        var point = await provider.TakeRestorePointAsync("table", host, CancellationToken.None);

        Assert.That(point.Files.Single().Content, Is.Null);
        Assert.That(Input(point.Commands.Single().Input), Is.EqualTo("table inet mint\ndelete table inet mint\n"));
    }

    [Test]
    public async Task RestorePoint_TableAsItsFileSays_IsTheFile()
    {
        await ApplyAsync(Table("a"));

        var point = await provider.TakeRestorePointAsync("table", host, CancellationToken.None);

        Assert.That(point.Files.Single().Path, Is.EqualTo(FirewallFiles.Table));
        Assert.That(Input(point.Files.Single().Content), Is.EqualTo(Table("a").Text));
        Assert.That(Input(point.Commands.Single().Input), Is.EqualTo(Table("a").Text));
    }

    [Test]
    public async Task RestorePoint_TableChangedByHand_IsWhatTheKernelHas()
    {
        await ApplyAsync(Table("a"));
        await RunAsync("add", "rule", "inet", "mint", "services", "b", "accept");

        var point = await provider.TakeRestorePointAsync("table", host, CancellationToken.None);

        Assert.That(Input(point.Commands.Single().Input), Does.StartWith("table inet mint\ndelete table inet mint\ntable inet mint {\n").And.Contain("b accept"));
    }

    [Test]
    public async Task Blocklist_Fetched_IsInTheTableAndNoDriftOfIt()
    {
        await FetchAsync("203.0.113.0/24\n");

        Assert.That(await PlanAsync(Table("a")), Is.Empty);
        Assert.That(host.Files.ReadText("/run/fake-nft"), Does.Contain("203.0.113.0/24"));
    }

    [Test]
    public async Task Blocklist_ElementRemovedByHand_IsDriftOfTheTable()
    {
        await FetchAsync("203.0.113.0/24\n");
        await RunAsync("delete", "element", "inet", "mint", "blocklist-bad-4", "{ 203.0.113.0/24 }");

        Assert.That(await PlanAsync(Table("a")), Is.EqualTo(new[] { new Difference("set blocklist-bad-4", null, "203.0.113.0/24") }));
        await ApplyAsync(Table("a"));
        Assert.That(await PlanAsync(Table("a")), Is.Empty);
    }

    [TestCase("")]
    [TestCase("<html>no</html>\n")]
    public async Task Blocklist_NoLongerAList_KeepsTheOldOne(string text)
    {
        await FetchAsync("203.0.113.0/24\n");

        var failure = await FailureAsync(() => FetchAsync(text));

        Assert.That(failure?.Message, Does.Contain("the last one stays"));
        Assert.That(host.Files.ReadText(FirewallFiles.BlocklistOf("bad")), Does.Contain("203.0.113.0/24"));
        Assert.That(host.Files.Exists($"{FirewallFiles.Folder}/bad.download"), Is.False);
        Assert.That(await PlanAsync(Table("a")), Is.Empty);
    }

    private static FirewallSpec Table(string rule) => new(
        "table inet mint\ndelete table inet mint\ntable inet mint {\n\tset blocklist-bad-4 {\n\t\ttype ipv4_addr\n\t}\n\n\tset blocklist-bad-6 {\n\t\ttype ipv6_addr\n\t}\n\n"
        + $"\tchain services {{\n\t\t{rule}\n\t}}\n}}\ninclude \"/var/lib/mint-agent/firewall/blocklists/bad[.]nft\"\n");

    private async Task FetchAsync(string text)
    {
        host.Programs["curl"] = (command, fetching) =>
        {
            fetching.Files.WriteText(command.Arguments[^3], text);
            return new CommandResult("curl", 0, "", "");
        };
        await ApplyAsync(Table("a"));
        await blocklists.ApplyAsync([new ApplyItem<object, object>("bad", new BlocklistSpec(Url, TimeSpan.FromHours(6)), null)], host, CancellationToken.None);
    }

    private async Task ApplyAsync(FirewallSpec spec) => await provider.ApplyAsync(
        [new ApplyItem<object, object>("table", spec, await provider.ReadAsync("table", host, CancellationToken.None))], host, CancellationToken.None);

    private async Task<IReadOnlyList<Difference>> PlanAsync(FirewallSpec spec)
    {
        host.Forget();
        return provider.Compare(spec, await provider.ReadAsync("table", host, CancellationToken.None));
    }

    private async Task RunAsync(params string[] arguments) => (await host.RunAsync(new Command("nft", arguments), CancellationToken.None)).EnsureSuccess();

    private static async Task<ResourceException?> FailureAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (ResourceException failure)
        {
            return failure;
        }
    }

    private static string Input(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);
}
