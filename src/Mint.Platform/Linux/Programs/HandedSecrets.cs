using System.Security.Cryptography;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Platform.Linux.Programs;

/// <summary>
/// Files in memory through which a program is handed its secrets. They go when the program has ended; what a killed agent left goes with
/// its runtime directory, which systemd removes before it starts the agent again.
/// </summary>
internal sealed class HandedSecrets : IDisposable
{
    private static readonly string Area = Environment.IsPrivilegedProcess ? "/run/mint-agent/secrets" : $"/dev/shm/mint-{Environment.UserName}";

    private readonly List<string> paths = [];

    /// <summary>Writes the files.</summary>
    /// <exception cref="ResourceException">A secret can't be opened, or there is no space.</exception>
    public HandedSecrets(Command command)
    {
        Arguments = command.Arguments;
        try
        {
            foreach (var (word, secret) in command.SecretFiles)
            {
                var path = Write(secret.Reveal());
                Arguments = [.. Arguments.Select(argument => argument.Replace(word, path, StringComparison.Ordinal))];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new ResourceException(FailureKind.Retry, $"{command.Program} can't be handed its secrets: {e.Message}", inner: e);
        }
        catch (ResourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The command's arguments, with paths in the words' places.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var path in paths)
        {
            File.Delete(path);
        }
    }

    private string Write(string secret)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException();
        }

        Directory.CreateDirectory(Area, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = $"{Area}/{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        paths.Add(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = System.IO.FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Write(Encoding.UTF8.GetBytes(secret));
        return path;
    }
}
