using System.Text.Json;
using Mint.Platform.Linux;
using Mint.Testing.Conformance;

namespace Mint.Conformance;

/// <summary>Tries cases on this machine and prints one line of JSON for each property.</summary>
internal static class Run
{
    /// <summary>Runs one after the other; true when nothing failed.</summary>
    public static async Task<bool> AllAsync(IReadOnlyList<ConformanceCase> cases, Options options, TextWriter output, CancellationToken ct)
    {
        var ok = true;
        foreach (var @case in cases)
        {
            foreach (var property in options.Properties)
            {
                var result = await ProviderConformance.CheckAsync(@case, property, new LinuxHost(), ct);
                ok &= result.Ok;
                await output.WriteLineAsync(JsonSerializer.Serialize(result, ResultJson.Default.ConformanceResult));
                await output.FlushAsync(ct);
            }
        }

        return ok;
    }
}
