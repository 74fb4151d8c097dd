using Mint.Core.Hosts;
using Mint.Platform.Linux.Files;
using Mint.Platform.Linux.Programs;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Platform.Linux;

/// <summary>Changes the machine it runs on. The only type that does; only applying gets it.</summary>
/// <param name="time">The clock.</param>
public sealed class LinuxHost(TimeProvider time) : LinuxHostReader(time), IHost
{
    private readonly TimeProvider time = time;

    /// <summary>A host with the system's clock.</summary>
    public LinuxHost() : this(TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public void WriteFile(string path, ReadOnlySpan<byte> content, FileAccess access)
    {
        try
        {
            FileWriter.Write(path, content, access);
        }
        finally
        {
            Forget();
        }
    }

    /// <inheritdoc/>
    public void SetAccess(string path, FileAccess access) => Change(() => PathChanges.SetAccess(path, access));

    /// <inheritdoc/>
    public void CreateDirectory(string path, FileAccess access) => Change(() => PathChanges.CreateDirectory(path, access));

    /// <inheritdoc/>
    public void CreateLink(string path, string target) => Change(() => FileWriter.Link(path, target));

    /// <inheritdoc/>
    public void Move(string path, string newPath) => Change(() => PathChanges.Move(path, newPath));

    /// <inheritdoc/>
    public void Delete(string path) => Change(() => PathChanges.Delete(path));

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            using var secrets = new HandedSecrets(command);
            return await ProgramRunner.RunAsync(ProgramRun.Of(command) with { Arguments = secrets.Arguments }, time, ct);
        }
        finally
        {
            Forget();
        }
    }

    private void Change(Action change)
    {
        try
        {
            change();
        }
        finally
        {
            Forget();
        }
    }
}
