using Mint.Core.Hosts;
using Mint.Modules.Packages;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>Packages of a repository on the host itself, and the lists that apt makes of it.</summary>
internal sealed class PackageCases : IConformanceCases
{
    private const string Name = "mint-conformance";

    private static readonly Deb Old = new(Name, "1.0");

    // Of another length: apt takes dpkg's status for unchanged when its size and the second of its time are as they were.
    private static readonly Deb New = new(Name, "2.0.10");

    public IEnumerable<ConformanceCase> Cases =>
    [
        Package("any-version", new PackageSpec(true), new PackageSpec(false, Purge: true), Run("dpkg", "--remove", Name)),
        Package("held-version", new PackageSpec(true, "1.*", Hold: true), new PackageSpec(true, New.Version), Run("apt-mark", "unhold", Name)),
        Package("other-version", new PackageSpec(true, Old.Version), new PackageSpec(true, New.Version, Hold: true), Run("dpkg", "--unpack", New.Path)),
        Package("left-unpacked", new PackageSpec(true), new PackageSpec(true, Hold: true), Run("dpkg", "--unpack", New.Path)),
        Lists,
    ];

    private static ConformanceCase Lists => ConformanceCase.Trigger(
        new AptListsProvider(),
        "new-package",
        AptListsProvider.Id.Name,
        new AptListsSpec(),
        new RefreshEffect(
            async (host, ct) =>
            {
                // Afresh each time, so that what an earlier refresh fetched can't be taken for what this one did.
                await DebRepository.RemoveAsync(host, ct);
                await DebRepository.PublishAsync(host, [New], ct);
            },
            IsOfferedAsync)) with
    {
        Arrange = FakeApt.Install,
        Skip = NoApt,
        CleanUp = DebRepository.RemoveAsync,
    };

    private static ConformanceCase Package(string name, PackageSpec spec, PackageSpec changed, Func<IHost, CancellationToken, Task> tamper) =>
        new(new PackageProvider(), name, Name, spec, changed, tamper)
        {
            Arrange = FakeApt.Install,
            Skip = NoApt,
            Prepare = (host, ct) => DebRepository.Exists(host) ? Task.CompletedTask : DebRepository.PublishAsync(host, [Old, New], ct),
            CleanUp = async (host, ct) =>
            {
                // The agent leaves configuration files behind; a test does not.
                await host.RunAsync(new Command("dpkg", "--purge", Name), ct);
                await DebRepository.RemoveAsync(host, ct);
            },
        };

    private static async Task<bool> IsOfferedAsync(IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("apt-cache", "policy", "--", Name), ct)).Output.Contains("Candidate: " + New.Version, StringComparison.Ordinal);

    private static string? NoApt(IHostReader host) => host.Stat("/var/lib/dpkg/status") is null ? "no dpkg" : null;

    private static Func<IHost, CancellationToken, Task> Run(string program, params string[] arguments) =>
        async (host, ct) => (await host.RunAsync(new Command(program, arguments), ct)).EnsureSuccess();
}
