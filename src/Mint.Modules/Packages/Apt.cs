using Mint.Core.Hosts;

namespace Mint.Modules.Packages;

/// <summary>
/// Runs apt and dpkg so that they never ask, never restart services unasked, keep changed configuration files, and wait for
/// another run's lock. A running one is given ten minutes when the agent stops.
/// </summary>
internal sealed class Apt(IHost host)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    private static readonly string[] Options =
    [
        "-y", "-q",
        "-o", "Dpkg::Options::=--force-confdef",
        "-o", "Dpkg::Options::=--force-confold",
        "-o", "DPkg::Lock::Timeout=600",
        "-o", "APT::Get::AutomaticRemove=false",
        "-o", "APT::Color=0",
        "-o", "Dpkg::Use-Pty=0",
    ];

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["DEBIAN_PRIORITY"] = "critical",
        ["APT_LISTCHANGES_FRONTEND"] = "none",
        ["APT_LISTBUGS_FRONTEND"] = "none",
        ["NEEDRESTART_SUSPEND"] = "1",
        ["UCF_FORCE_CONFFOLD"] = "1",
    };

    /// <summary>Fetches the package lists.</summary>
    public Task<CommandResult> UpdateAsync(CancellationToken ct) => RunAsync("apt-get", [.. Options, "update"], ct);

    /// <summary>Says what a transaction would do, and changes nothing.</summary>
    public Task<CommandResult> SimulateAsync(IReadOnlyList<string> arguments, CancellationToken ct) =>
        RunAsync("apt-get", [.. Options, "-s", .. arguments], ct);

    /// <summary>Runs a transaction: <c>install a b=1.2 c-</c>.</summary>
    public Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct) => RunAsync("apt-get", [.. Options, .. arguments], ct);

    /// <summary>Finishes what an interrupted dpkg left.</summary>
    public Task<CommandResult> ConfigureAsync(CancellationToken ct) =>
        RunAsync("dpkg", ["--force-confdef", "--force-confold", "--configure", "-a"], ct);

    /// <summary>Sets or lifts holds.</summary>
    public Task<CommandResult> MarkAsync(string mark, IReadOnlyList<string> packages, CancellationToken ct) =>
        RunAsync("apt-mark", [mark, .. packages], ct);

    /// <summary>What can be installed, of each package that apt knows.</summary>
    public async Task<IReadOnlyDictionary<string, AptCandidate>> CandidatesAsync(IReadOnlyList<string> packages, CancellationToken ct) =>
        packages.Count == 0
            ? new Dictionary<string, AptCandidate>()
            : AptCandidate.Parse((await RunAsync("apt-cache", ["policy", "--", .. packages], ct)).Output);

    /// <summary>Names that begin as the given one does, for a suggestion.</summary>
    public async Task<IReadOnlyList<string>> NamesLikeAsync(string name, CancellationToken ct) =>
        (await RunAsync("apt-cache", ["pkgnames", "--", name[..1]], ct)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private Task<CommandResult> RunAsync(string program, string[] arguments, CancellationToken ct) =>
        host.RunAsync(new Command(program, arguments) { Environment = Environment, Timeout = Longest, Grace = Grace }, ct);
}
