using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mint.Coordinator.Enrolment;

/// <summary>A certificate that somebody else renews, in files: looked at again once they change, and kept while the new ones are not whole.</summary>
internal sealed partial class FileServerCertificate : IServerCertificate
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(10);

    private readonly string certificatePath;
    private readonly string keyPath;
    private readonly TimeProvider time;
    private readonly ILogger<FileServerCertificate> logger;
    private readonly Lock gate = new();
    private SslStreamCertificateContext current;
    private (DateTime Certificate, DateTime Key) seen;
    private DateTimeOffset lookAt;

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="CryptographicException">They are not a certificate and its key.</exception>
    public FileServerCertificate(string certificatePath, string keyPath, TimeProvider time, ILogger<FileServerCertificate> logger)
    {
        (this.certificatePath, this.keyPath, this.time, this.logger) = (certificatePath, keyPath, time, logger);
        seen = Written();
        current = Read();
        lookAt = time.GetUtcNow() + LooksEvery;
    }

    /// <inheritdoc/>
    public SslStreamCertificateContext Current()
    {
        lock (gate)
        {
            if (time.GetUtcNow() >= lookAt)
            {
                lookAt = time.GetUtcNow() + LooksEvery;
                LookAgain();
            }

            return current;
        }
    }

    private void LookAgain()
    {
        try
        {
            var written = Written();
            if (written != seen)
            {
                current = Read();
                seen = written;
                LogRead(certificatePath);
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            LogKept(certificatePath, broken.Message);
        }
    }

    private (DateTime Certificate, DateTime Key) Written() => (File.GetLastWriteTimeUtc(certificatePath), File.GetLastWriteTimeUtc(keyPath));

    private SslStreamCertificateContext Read()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificatePath, keyPath), chain, offline: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate in {Path} changed and is used from now on")]
    private partial void LogRead(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate in {Path} changed and can't be used, the earlier one stays: {Reason}")]
    private partial void LogKept(string path, string reason);
}
