using System.ComponentModel;
using System.Diagnostics;

namespace Mint.Cli.Doctor;

/// <summary>Runs a program that only prints.</summary>
internal static class Tool
{
    /// <summary>What it printed.</summary>
    /// <returns>Null when it is not installed or failed.</returns>
    public static async Task<string?> PrintedAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            using var process = Process.Start(start);
            return process is null ? null : await ReadAsync(process, ct);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<string?> ReadAsync(Process process, CancellationToken ct)
    {
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await error;
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? output : null;
        }
        finally
        {
            if (ct.IsCancellationRequested && !process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
