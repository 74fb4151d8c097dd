using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Programs;

/// <summary>
/// Runs a program without a shell, with a fixed environment, in a session of its own: it has no terminal to ask on, and what it starts
/// can be ended with it.
/// </summary>
internal static class ProgramRunner
{
    private const int MaxOutput = 16 << 20;
    private const int MaxError = 1 << 20;
    private const int CanNotRun = 126;
    private const string NewSession = "/usr/bin/setsid";

    // A daemon that the program left behind may hold its pipes open for ever.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="ResourceException">It outlived its timeout.</exception>
    /// <exception cref="OperationCanceledException">It was ended because the agent stops.</exception>
    public static async Task<CommandResult> RunAsync(ProgramRun run, TimeProvider time, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (ProgramPath.Find(run.Program) is not { } path)
        {
            return new CommandResult(run.Program, CommandResult.NotFound, "", "");
        }

        using var process = new Process { StartInfo = StartInfo(run, path) };
        if (Start(process, run) is { } failure)
        {
            return failure;
        }

        var (output, error) = (new BoundedCapture(MaxOutput), new BoundedCapture(MaxError));
        using var stopReading = new CancellationTokenSource();
        var reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream, stopReading.Token),
            error.ReadAsync(process.StandardError.BaseStream, stopReading.Token),
            WriteAsync(process.StandardInput.BaseStream, run.Input, stopReading.Token));
        try
        {
            await new RunningProgram(process, run, time).WaitAsync(ct);
        }
        finally
        {
            await FinishAsync(reading, stopReading, time);
        }

        return new CommandResult(run.Program, process.ExitCode, output.Text, error.Text);
    }

    private static ProcessStartInfo StartInfo(ProgramRun run, string path)
    {
        var hasSession = File.Exists(NewSession);
        var info = new ProcessStartInfo(hasSession ? NewSession : path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in hasSession ? [path, .. run.Arguments] : run.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        info.Environment["PATH"] = ProgramPath.Value;
        info.Environment["LC_ALL"] = "C.UTF-8";
        info.Environment["HOME"] = "/root";
        foreach (var (name, value) in run.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static CommandResult? Start(Process process, ProgramRun run)
    {
        try
        {
            process.Start();
            return null;
        }
        catch (Win32Exception e) when (e.NativeErrorCode is Errno.NoEntry)
        {
            return new CommandResult(run.Program, CommandResult.NotFound, "", e.Message);
        }
        catch (Win32Exception e) when (e.NativeErrorCode is Errno.AccessDenied)
        {
            return new CommandResult(run.Program, CanNotRun, "", e.Message);
        }
        catch (Win32Exception e)
        {
            throw new ResourceException(FailureKind.Retry, $"{run.Program} can't be started: {e.Message}", inner: e);
        }
    }

    private static async Task WriteAsync(Stream stream, string? input, CancellationToken ct)
    {
        await using (stream)
        {
            try
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(input ?? ""), ct);
            }
            catch (IOException)
            {
                // The program closed its input before it read all; its exit code says whether that is wrong.
                return;
            }
        }
    }

    private static async Task FinishAsync(Task reading, CancellationTokenSource stopReading, TimeProvider time)
    {
        try
        {
            await reading.WaitAsync(LastWords, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await stopReading.CancelAsync();
        }
    }
}
