using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mint.LabTests;

/// <summary>A server on this machine that runs as long as a test needs it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string program, params string[] arguments)
    {
        var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        var child = new ChildProcess(process);
        process.OutputDataReceived += child.Hear;
        process.ErrorDataReceived += child.Hear;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the server answers with success at an address.</summary>
    /// <exception cref="AssertionException">It ended before; the message holds what it said.</exception>
    public async Task AnswersAsync(HttpClient http, Uri address, CancellationToken ct)
    {
        while (!await IsUpAsync(http, address, ct))
        {
            if (process.HasExited)
            {
                throw new AssertionException($"{process.StartInfo.FileName} ended: {string.Join('\n', said)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> IsUpAsync(HttpClient http, Uri address, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(address, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            said.Enqueue(text);
        }
    }
}
