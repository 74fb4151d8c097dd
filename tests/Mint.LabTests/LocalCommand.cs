using System.Diagnostics;
using Mint.LabTests.Hosts;

namespace Mint.LabTests;

/// <summary>Runs programs on this machine: git, docker, the lab's own scripts.</summary>
internal static class LocalCommand
{
    /// <summary>Runs a program to its end; it may fail.</summary>
    public static async Task<Outcome> TryAsync(
        string program, IEnumerable<string> arguments, string? directory = null, IReadOnlyDictionary<string, string>? environment = null, CancellationToken ct = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
            return new Outcome($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs a program that must succeed, and gives its output without the last line end.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? directory = null, CancellationToken ct = default) =>
        (await TryAsync(program, arguments, directory, ct: ct)).Succeeded().TrimEnd('\n');
}
