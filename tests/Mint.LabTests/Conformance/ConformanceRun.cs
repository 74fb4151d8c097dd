using System.Runtime.InteropServices;
using DotNet.Testcontainers.Configurations;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.Conformance;

/// <summary>Runs the providers' conformance program on a real, fresh host.</summary>
internal static class ConformanceRun
{
    private const string Dotnet = "/opt/dotnet";
    private const string Program = "/opt/conformance";

    public static async Task<IReadOnlyList<ConformanceLine>> OnAsync(DebianRelease release, CancellationToken ct)
    {
        // /runtime/shared/Microsoft.NETCore.App/10.0.0/: the host needs no .NET of its own.
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        await using var host = await LabHost.StartAsync(
            release,
            "conformance",
            builder => builder
                .WithBindMount(dotnet, Dotnet, AccessMode.ReadOnly)
                .WithBindMount(Repository.OutputOf("Mint.Conformance"), Program, AccessMode.ReadOnly),
            ct);
        var outcome = await host.TryAsync($"{Dotnet}/dotnet {Program}/Mint.Conformance.dll", ct);
        var lines = outcome.Output.Split('\n').Where(line => line.StartsWith('{')).Select(ConformanceLine.Parse).ToList();
        if (lines.Count == 0 || (outcome.ExitCode != 0 && lines.TrueForAll(line => line.Ok)))
        {
            throw new InvalidOperationException($"the conformance program broke off on {release}: {outcome}");
        }

        return lines;
    }
}
