using System.ComponentModel;
using System.Diagnostics;
using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>The running ssh: what libgit2 writes goes to its input, what it prints is read.</summary>
internal sealed class SshStream : SmartSubtransportStream
{
    private readonly RemoteSession session;
    private readonly Process ssh;
    private readonly SshComplaint complaint = new();
    private readonly CancellationTokenRegistration stopWhenEnded;
    private bool stopped;

    public SshStream(SmartSubtransport transport, RemoteSession session)
        : base(transport)
    {
        this.session = session;
        ssh = Start(session);
        ssh.ErrorDataReceived += (_, line) => complaint.Add(line.Data);
        ssh.BeginErrorReadLine();
        stopWhenEnded = session.Ended.Register(Kill);
    }

    /// <inheritdoc/>
    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        try
        {
            byte[] buffer = new byte[Math.Min(length, 65536)];
            int count = ssh.StandardOutput.BaseStream.Read(buffer);
            if (count == 0)
            {
                ThrowIfFailed();
            }

            session.Heard(count);
            dataStream.Write(buffer, 0, count);
            bytesRead = count;
            return 0;
        }
        catch (Exception error) when (session.Note(error))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Write(Stream dataStream, long length)
    {
        try
        {
            dataStream.CopyTo(ssh.StandardInput.BaseStream);
            ssh.StandardInput.BaseStream.Flush();
            return 0;
        }
        catch (IOException)
        {
            // ssh has gone; what it said on leaving tells more than the broken pipe.
            try
            {
                ThrowIfFailed();
                throw;
            }
            catch (Exception error) when (session.Note(error))
            {
                throw;
            }
        }
    }

    /// <summary>Ends ssh, which at this point has nothing more to say.</summary>
    public void Stop()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        stopWhenEnded.Dispose();
        Kill();
        ssh.WaitForExit();
        ssh.Dispose();
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        Stop();
        base.Free();
    }

    private static Process Start(RemoteSession session)
    {
        var start = new ProcessStartInfo(session.Options.SshProgram, SshArguments.For(session.Options, session.Url))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        start.Environment.Remove("SSH_AUTH_SOCK");
        try
        {
            return Process.Start(start) ?? throw new IOException($"{session.Options.SshProgram} did not start.");
        }
        catch (Win32Exception error)
        {
            throw new GitFaultException(GitFault.Settings, $"Can't start {session.Options.SshProgram}: {error.Message} Install openssh-client.", error);
        }
    }

    private void ThrowIfFailed()
    {
        session.Ended.ThrowIfCancellationRequested();
        // Its output has ended, so it ends; the wait is for its last words and is cut short with the session.
        ssh.WaitForExit();
        session.Ended.ThrowIfCancellationRequested();
        if (ssh.ExitCode != 0)
        {
            throw complaint.ToFault(session, ssh.ExitCode);
        }
    }

    private void Kill()
    {
        if (!ssh.HasExited)
        {
            ssh.Kill(entireProcessTree: true);
        }
    }
}
