using System.ComponentModel;
using System.Diagnostics;

namespace Mint.Platform.Git.Sync.Signing;

/// <summary>What a tool gave.</summary>
internal sealed record ToolResult(int ExitCode, byte[] Output);

/// <summary>Runs a small checking tool: bytes in, bytes out, bounded in time.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <exception cref="IOException">It can't be run, or does not end.</exception>
    public static ToolResult Run(string program, IEnumerable<string> arguments, byte[] input, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using Process process = Start(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        using CancellationTokenRegistration kill = limit.Token.Register(process.Kill);
        // Read aside, so that a talkative tool does not wait for us while we wait for it.
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Task writing = FeedAsync(process, input);
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        Task.WaitAll([errors, writing], CancellationToken.None);
        process.WaitForExit();
        ct.ThrowIfCancellationRequested();
        return limit.IsCancellationRequested
            ? throw new IOException($"{program} did not end within {Limit.TotalSeconds:0} s.")
            : new ToolResult(process.ExitCode, output.ToArray());
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException($"{start.FileName} did not start.");
        }
        catch (Win32Exception error)
        {
            throw new IOException($"Can't run {start.FileName}, which is needed to verify signatures: {error.Message}", error);
        }
    }

    private static async Task FeedAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading to the end, because it has seen enough; its exit code says what.
        }
    }
}
