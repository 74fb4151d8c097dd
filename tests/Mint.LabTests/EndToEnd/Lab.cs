using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>The lab of these tests, beside the one that may be up already.</summary>
internal static class Lab
{
    private const string Prefix = "minttest-";

    /// <summary>What the lab keeps on this machine: keys, the token, the engineer's clone.</summary>
    public static string Directory { get; } = Repository.At("artifacts", "lab-test");

    /// <summary>The network of the lab's hosts.</summary>
    public static string Network => $"{Prefix}lab";

    /// <summary>What <c>deploy/lab</c>'s scripts are told, so that this lab stands beside another.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string> { ["MINT_LAB_PREFIX"] = Prefix, ["MINT_LAB_DIR"] = Directory };

    /// <summary>The coordinator that the three servers report to.</summary>
    public static LabHost Coordinator { get; } = LabHost.Running($"{Prefix}coordinator", DebianRelease.Bookworm);

    /// <summary>The Git server.</summary>
    public static LabHost GitServer { get; } = LabHost.Running($"{Prefix}git", DebianRelease.Bookworm);

    /// <summary>The three servers of the example repo, by name.</summary>
    public static IReadOnlyDictionary<string, LabHost> Servers { get; } = new Dictionary<string, LabHost>
    {
        ["web-01"] = LabHost.Running($"{Prefix}web-01", DebianRelease.Bookworm),
        ["web-02"] = LabHost.Running($"{Prefix}web-02", DebianRelease.Trixie),
        ["backup-01"] = LabHost.Running($"{Prefix}backup-01", DebianRelease.Bookworm),
    };

    /// <summary>Runs <c>deploy/lab/up</c>, the very command a newcomer types.</summary>
    public static Task<Outcome> BringUpAsync(CancellationToken ct) => RunAsync("up", ct);

    /// <summary>Runs <c>deploy/lab/down</c>.</summary>
    public static Task<Outcome> TakeDownAsync(CancellationToken ct) => RunAsync("down", ct);

    private static Task<Outcome> RunAsync(string script, CancellationToken ct) =>
        LocalCommand.TryAsync(Repository.At("deploy", "lab", script), [], environment: Environment, ct: ct);
}
