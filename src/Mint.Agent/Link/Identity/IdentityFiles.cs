using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mint.Core.Providers;
using Mint.Platform.Linux.Files;

namespace Mint.Agent.Link.Identity;

/// <summary>
/// The identity on disk: <c>key.pem</c>, <c>certificate.pem</c>, <c>authority.pem</c>. They are replaced together: new key and authority wait
/// beside under another name, writing the certificate makes them count, and whatever a crash left undone the next reading does.
/// </summary>
/// <param name="directory">Where they are, <c>/var/lib/mint-agent/identity</c>.</param>
internal sealed class IdentityFiles(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private string Key => Path.Combine(directory, "key.pem");

    private string NextKey => Path.Combine(directory, "key.next.pem");

    private string Certificate => Path.Combine(directory, "certificate.pem");

    private string Authority => Path.Combine(directory, "authority.pem");

    private string NextAuthority => Path.Combine(directory, "authority.next.pem");

    /// <summary>Reads the identity; null when this host was never enrolled.</summary>
    /// <exception cref="ResourceException">It is damaged or can't be read.</exception>
    public HostIdentity? Load()
    {
        if (!File.Exists(Certificate))
        {
            return null;
        }

        try
        {
            return Read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"the identity in {directory} can't be used ({failure.Message}); enrol this host anew: mint-agent enrol");
        }
    }

    /// <summary>Replaces the identity.</summary>
    /// <param name="key">The host's new key.</param>
    /// <param name="chain">Its certificate, and what lies between it and the authority.</param>
    /// <param name="authority">The authority to believe.</param>
    /// <exception cref="ResourceException">It can't be written; the one before stands.</exception>
    public void Keep(ECDsa key, IReadOnlyList<X509Certificate2> chain, X509Certificate2 authority)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(directory) ?? "/");
        DurableFile.MakePrivateDirectory(directory);
        DurableFile.Write(NextKey, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), OwnerOnly);
        DurableFile.Write(NextAuthority, Encoding.ASCII.GetBytes(authority.ExportCertificatePem()), Readable);
        DurableFile.Write(Certificate, Encoding.ASCII.GetBytes(string.Join('\n', chain.Select(c => c.ExportCertificatePem())) + "\n"), Readable);
        Finish();
    }

    private HostIdentity Read()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(Certificate);
        if (File.Exists(NextKey) && KeyFits(NextKey, chain[0]))
        {
            Finish();
        }

        using var key = ReadKey(Key);
        using var leaf = chain[0];
        return KeyFits(key, leaf)
            ? new HostIdentity(leaf.CopyWithPrivateKey(key), [.. chain.Skip(1)], X509CertificateLoader.LoadCertificateFromFile(Authority))
            : throw new CryptographicException("key.pem is not the key of certificate.pem");
    }

    // The key last: as long as it waits beside, this is not done.
    private void Finish()
    {
        if (File.Exists(NextAuthority))
        {
            DurableFile.Move(NextAuthority, Authority);
        }

        DurableFile.Move(NextKey, Key);
    }

    private static ECDsa ReadKey(string path)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }

    private static bool KeyFits(string path, X509Certificate2 certificate)
    {
        using var key = ReadKey(path);
        return KeyFits(key, certificate);
    }

    private static bool KeyFits(ECDsa key, X509Certificate2 certificate) =>
        key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());
}
