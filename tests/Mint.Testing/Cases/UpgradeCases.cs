using Mint.Core.Hosts;
using Mint.Modules.Updates;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>A package of which a newer version is published, or that an interrupted dpkg left in the middle; and lists that are old.</summary>
internal sealed class UpgradeCases : IConformanceCases
{
    private const string Name = "mint-conformance";

    private static readonly UpgradeSpec Any = new([], []);

    private static readonly Deb Old = new(Name, "1.0");

    private static readonly Deb New = new(Name, "2.0.10");

    public IEnumerable<ConformanceCase> Cases =>
    [
        Upgrade("newer-version", UpgradeProvider.Other.Name, label: null),
        Upgrade("security-archive", UpgradeProvider.Security.Name, "Debian-Security stable-security"),
        Case(
            "interrupted",
            UpgradeProvider.Interrupted.Name,
            async (host, ct) =>
            {
                await OfferAsync(host, label: null, ct);
                await UnpackAsync(host, ct);
            },
            UnpackAsync),
        new(
            new PackageListsProvider(),
            "old",
            PackageListsProvider.Id.Name,
            new PackageListsSpec(TimeSpan.FromHours(12)),
            new PackageListsSpec(TimeSpan.FromHours(12)),
            AgeListsAsync)
        {
            Arrange = host =>
            {
                FakeApt.Install(host);
                host.Programs["touch"] = (command, touched) =>
                {
                    touched.Files.MakeDirectory(command.Arguments[^1]).ModifiedAt = touched.Now.AddDays(-2);
                    return new CommandResult("touch", 0, "", "");
                };
            },
            Skip = NoApt,
            Prepare = async (host, ct) =>
            {
                await DebRepository.PublishAsync(host, [New], ct);
                await AgeListsAsync(host, ct);
            },
            CleanUp = DebRepository.RemoveAsync,
        },
    ];

    private static ConformanceCase Upgrade(string name, string resource, string? label) =>
        Case(name, resource, (host, ct) => OfferAsync(host, label, ct), InstallOldAsync);

    private static ConformanceCase Case(
        string name, string resource, Func<IHost, CancellationToken, Task> prepare, Func<IHost, CancellationToken, Task> tamper) =>
        new(new UpgradeProvider(), name, resource, Any, Any, tamper)
        {
            Arrange = FakeApt.Install,
            Skip = NoApt,
            Prepare = prepare,
            CleanUp = async (host, ct) =>
            {
                await host.RunAsync(new Command("dpkg", "--purge", Name), ct);
                await DebRepository.RemoveAsync(host, ct);
            },
        };

    private static async Task OfferAsync(IHost host, string? label, CancellationToken ct)
    {
        await DebRepository.PublishAsync(host, [Old, New], ct, label);
        await InstallOldAsync(host, ct);
        (await host.RunAsync(new Command("apt-get", "update"), ct)).EnsureSuccess();
    }

    private static async Task InstallOldAsync(IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("dpkg", "--install", Old.Path), ct)).EnsureSuccess();

    private static async Task UnpackAsync(IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("dpkg", "--unpack", New.Path), ct)).EnsureSuccess();

    private static async Task AgeListsAsync(IHost host, CancellationToken ct)
    {
        host.Delete(PackageLists.Stamp);
        (await host.RunAsync(new Command("touch", "--date=2 days ago", PackageLists.Folder), ct)).EnsureSuccess();
    }

    private static string? NoApt(IHostReader host) => host.Stat("/var/lib/dpkg/status") is null ? "no dpkg" : null;
}
