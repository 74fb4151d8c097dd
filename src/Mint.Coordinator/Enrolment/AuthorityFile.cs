using System.Security.Cryptography;
using System.Text;
using Mint.Core.Providers;
using Mint.Platform.Linux.Files;

namespace Mint.Coordinator.Enrolment;

/// <summary>Keeps the authority of a coordinator that is alone: one file with certificate and key, for its user's eyes only.</summary>
/// <param name="directory">Its directory.</param>
/// <param name="time">The clock.</param>
internal sealed class AuthorityFile(string directory, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string path = Path.Combine(directory, "authority.pem");

    /// <summary>Reads it, or makes it when there is none.</summary>
    /// <exception cref="InvalidOperationException">It can't be used; the message says how to mend that.</exception>
    /// <exception cref="IOException">It can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public Authority Load()
    {
        Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        if (!File.Exists(path))
        {
            Make();
        }

        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            throw new InvalidOperationException($"{path} holds the authority's key and others may read it. Look who did, then: chmod 600 {path}");
        }

        try
        {
            return Authority.FromPem(File.ReadAllText(path), time);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"{path} is not a certificate with its key: {broken.Message}. Restore it from a backup; without it every host must be enrolled anew.", broken);
        }
    }

    // Whole or not at all; whoever else makes one at this moment, the first one stands.
    private void Make()
    {
        try
        {
            DurableFile.TryCreate(path, Encoding.ASCII.GetBytes(Authority.MakePem(time)), OwnerOnly);
        }
        catch (ResourceException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
