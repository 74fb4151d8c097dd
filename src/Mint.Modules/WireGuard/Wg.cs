using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.WireGuard;

/// <summary>Runs <c>wg</c>, <c>ip</c> and <c>systemctl</c>, and says which package a missing one comes from.</summary>
internal static class Wg
{
    private static readonly Dictionary<string, string> PackageOf = new(StringComparer.Ordinal) { ["wg"] = "wireguard-tools", ["ip"] = "iproute2" };

    /// <summary>Runs it.</summary>
    /// <exception cref="ResourceException">It is not installed, or failed.</exception>
    public static async Task<CommandResult> RunAsync(IHost host, Command command, CancellationToken ct)
    {
        var result = await host.RunAsync(command, ct);
        return result.ExitCode == CommandResult.NotFound && PackageOf.TryGetValue(command.Program, out var package)
            ? throw new ResourceException(FailureKind.Retry, $"{command.Program} is not installed; the package {package} brings it")
            : result.EnsureSuccess();
    }
}
