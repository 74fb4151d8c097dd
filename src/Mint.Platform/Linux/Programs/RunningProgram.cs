using System.Diagnostics;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Programs;

/// <summary>Waits for a program, and ends it when it takes too long or the agent stops.</summary>
internal sealed class RunningProgram(Process process, ProgramRun run, TimeProvider time)
{
    private const int Terminate = 15;
    private const int KillAtOnce = 9;

    private static readonly TimeSpan FromTermToKill = TimeSpan.FromSeconds(5);

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="ResourceException">It outlived its timeout and was ended.</exception>
    /// <exception cref="OperationCanceledException">It was ended because the agent stops and its grace was over.</exception>
    public async Task WaitAsync(CancellationToken ct)
    {
        var ended = process.WaitForExitAsync(CancellationToken.None);
        try
        {
            await ended.WaitAsync(run.Timeout, time, ct);
        }
        catch (TimeoutException)
        {
            await EndAsync(ended);
            throw new ResourceException(FailureKind.Retry, $"{run.Program} did not end within {run.Timeout:g} and was ended");
        }
        catch (OperationCanceledException)
        {
            if (!await EndsWithinAsync(ended, run.Grace))
            {
                await EndAsync(ended);
                throw;
            }
        }
    }

    private async Task EndAsync(Task ended)
    {
        Signal(Terminate);
        if (!await EndsWithinAsync(ended, FromTermToKill))
        {
            Signal(KillAtOnce);
            await ended;
        }
    }

    private async Task<bool> EndsWithinAsync(Task ended, TimeSpan limit)
    {
        try
        {
            await ended.WaitAsync(limit, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Signal(int signal)
    {
        // Its session is its process group. In its first instant it may not have one yet, so it is told by itself as well.
        if (Libc.Kill(-process.Id, signal) != 0 && !process.HasExited)
        {
            _ = Libc.Kill(process.Id, signal);
        }
    }
}
