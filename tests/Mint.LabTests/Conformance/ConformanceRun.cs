using System.Runtime.InteropServices;
using System.Text.Json;
using DotNet.Testcontainers.Configurations;
using Mint.LabTests.Hosts;
using Mint.Testing.Conformance;

namespace Mint.LabTests.Conformance;

/// <summary>Runs the providers' conformance program on a real, fresh host.</summary>
internal static class ConformanceRun
{
    private const string Dotnet = "/opt/dotnet";
    private const string Program = "/opt/conformance";

    /// <summary>What the program found; it prints one result per line, as JSON.</summary>
    public static async Task<IReadOnlyList<ConformanceResult>> OnAsync(DebianRelease release, CancellationToken ct)
    {
        // DOTNET/shared/Microsoft.NETCore.App/10.0.0/: the host needs no .NET of its own.
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        await using var host = await LabHost.StartAsync(
            release,
            "conformance",
            builder => builder
                .WithBindMount(dotnet, Dotnet, AccessMode.ReadOnly)
                .WithBindMount(Repository.OutputOf("Mint.Conformance"), Program, AccessMode.ReadOnly),
            ct);
        var outcome = await host.TryAsync($"{Dotnet}/dotnet {Program}/Mint.Conformance.dll", ct);
        var results = outcome.Output.Split('\n').Where(line => line.StartsWith('{')).Select(Parse).ToList();
        if (results.Count == 0 || (outcome.ExitCode != 0 && results.TrueForAll(result => result.Ok)))
        {
            throw new InvalidOperationException($"the conformance program broke off on {release}: {outcome}");
        }

        return results;
    }

    private static ConformanceResult Parse(string line) =>
        JsonSerializer.Deserialize<ConformanceResult>(line, JsonSerializerOptions.Web) ?? throw new FormatException($"not a conformance result: {line}");
}
