using Mint.Core.Hosts;
using Mint.Modules.Firewall;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Testing.Cases;

/// <summary>The firewall's table, tampered with in all the ways that people do; and a list that is fetched.</summary>
internal sealed class FirewallCases : IConformanceCases
{
    private const string List = "/run/mint-conformance-list.txt";
    private const string ListName = "mint-conformance";

    private static readonly FirewallSpec Spec = new(TableText.Write(Model(8069, "192.0.2.0/24", "198.51.100.7")));

    private static readonly FirewallSpec Changed = new(TableText.Write(Model(8070, "192.0.2.0/25", "2001:db8::/32")));

    public IEnumerable<ConformanceCase> Cases =>
    [
        Table("flushed", Nft("delete", "table", "inet", "mint")),
        Table("rule-added", Nft("add", "rule", "inet", "mint", "input", "tcp", "dport", "31337", "accept")),
        Table("element-removed", Nft("delete", "element", "inet", "mint", "zone-office-4", "{ 192.0.2.0/24 }")),
        Table("not-at-boot", Scratch.Delete(FirewallFiles.Link)),
        Table("file-broken", Scratch.Write(FirewallFiles.Table, "bogus\n")),
        Blocklist(),
    ];

    private static ConformanceCase Table(string name, Func<IHost, CancellationToken, Task> tamper) =>
        new(new FirewallProvider(), name, FirewallProvider.Id.Name, Spec, Changed, tamper)
        {
            Arrange = FakeNft.Install,
            Skip = NoNft,
            Paths = [FirewallFiles.Candidate],
        };

    private static ConformanceCase Blocklist()
    {
        var spec = new BlocklistSpec($"file://{List}", TimeSpan.FromHours(12));
        return new(new BlocklistProvider(), "old", ListName, spec, spec, AgeAsync)
        {
            Arrange = host =>
            {
                FakeNft.Install(host);
                host.Programs["curl"] = Curl;
                host.Programs["touch"] = (command, touched) =>
                {
                    if (touched.Files.Find(command.Arguments[^1]) is { } file)
                    {
                        file.ModifiedAt = touched.Now.AddDays(-2);
                    }

                    return new CommandResult("touch", 0, "", "");
                };
            },
            Skip = host => host is FakeHost ? null : NoNft(host) ?? (host.Stat("/usr/bin/curl") is null ? "curl is not installed" : null),
            Prepare = (host, _) =>
            {
                host.WriteFile(List, "# bad ones\n203.0.113.0/24\n2001:db8:bad::/48 ; and more\n"u8, FileAccess.RootReadable);
                host.Delete(FirewallFiles.BlocklistOf(ListName));
                return Task.CompletedTask;
            },
            CleanUp = Scratch.Delete(List),
        };
    }

    private static FirewallModel Model(int port, params string[] office)
    {
        var zone = AddressSet.Of(office.Select(AddressBlock.Of));
        return new FirewallModel
        {
            Input = Verdict.Drop,
            Output = Verdict.Accept,
            Forward = Verdict.Accept,
            LogDropped = true,
            Containers = ["docker0", "br-*"],
            Networks = [],
            Zones = new Dictionary<string, AddressSet> { ["office"] = zone },
            Blocklists = new Dictionary<string, AddressSet?> { [ListName] = null },
            NeverBlocked = AddressSet.Of([AddressBlock.Of("10.0.0.0/8")]),
            Incoming =
            [
                new TrafficRule("allow.ssh", Verdict.Accept, [new PortRange("tcp", 22, 22)], null) { Path = [], Limit = new RateLimit(600, "minute") },
                new TrafficRule("allow.odoo", Verdict.Accept, [new PortRange("tcp", port, port + 10)], new Peers(["office"], AddressSet.Empty, zone)) { Path = [] },
            ],
            Outgoing = [],
        };
    }

    private static Func<IHost, CancellationToken, Task> Nft(params string[] arguments) =>
        async (host, ct) => (await host.RunAsync(new Command("nft", arguments), ct)).EnsureSuccess();

    private static async Task AgeAsync(IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("touch", "--date=2 days ago", FirewallFiles.BlocklistOf(ListName)), ct)).EnsureSuccess();

    private static CommandResult Curl(Command command, FakeHost host)
    {
        var (target, url) = (command.Arguments[command.Arguments.ToList().IndexOf("--output") + 1], command.Arguments[^1]);
        if (host.Files.ReadText(url["file://".Length..]) is not { } text)
        {
            return new CommandResult("curl", 37, "", "curl: (37) Couldn't open file");
        }

        host.Files.WriteText(target, text);
        return new CommandResult("curl", 0, "", "");
    }

    private static string? NoNft(IHostReader host) => host.Stat(FirewallFiles.Nft) is null && host is not FakeHost ? "nftables is not installed" : null;
}
