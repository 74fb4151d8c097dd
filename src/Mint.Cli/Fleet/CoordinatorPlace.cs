using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mint.Cli.Login;

namespace Mint.Cli.Fleet;

/// <summary>Where the coordinator is, and what is written down of it.</summary>
/// <param name="Url">Its address.</param>
/// <param name="SettingsPath">The person's coordinator.yaml, be it there or not.</param>
/// <param name="Login">The person's login there; null when there is none.</param>
/// <param name="TokenFile">File with an API token for it; null when none is written down.</param>
/// <param name="CaFile">Whom to trust; null for the system's authorities.</param>
internal sealed record CoordinatorPlace(Uri Url, string SettingsPath, StoredLogin? Login, string? TokenFile, string? CaFile)
{
    /// <summary>Reads the file that says whom to trust.</summary>
    /// <returns>Null for the system's authorities.</returns>
    /// <exception cref="CommandException">It can't be read, or holds no certificate.</exception>
    public X509Certificate2Collection? Authorities()
    {
        if (CaFile is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(SmallFile.Read(CaFile)));
        }
        catch (CryptographicException failure)
        {
            throw new CommandException($"{CaFile} holds a certificate that can't be read: {failure.Message}");
        }

        return authorities.Count > 0
            ? authorities
            : throw new CommandException($"{CaFile} holds no certificate.", "It is PEM: -----BEGIN CERTIFICATE----- …");
    }
}
