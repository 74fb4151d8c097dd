using Google.Protobuf;
using Mint.Agent.Link.Identity;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>Asks for a new certificate, with a new key each time, when two thirds of the present one's life are over. The stream goes on; the next one uses it.</summary>
internal sealed partial class CertificateRenewal(HostIdentity identity, IdentityFiles files, string host, TimeProvider time, ILogger<CertificateRenewal> logger) : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private DateTimeOffset due = identity.RenewAt;
    private NewIdentity? asked;

    /// <summary>When to ask next.</summary>
    public DateTimeOffset Due
    {
        get
        {
            lock (gate)
            {
                return due;
            }
        }
    }

    /// <summary>The request, when it is time; null before.</summary>
    public Wire.ConnectRequest? Next()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now < due)
            {
                return null;
            }

            asked?.Dispose();
            asked = new NewIdentity();
            due = now + AskAgain;
            return new Wire.ConnectRequest { CertificateRequest = new Wire.CertificateRequest { Csr = ByteString.CopyFrom(asked.Request(host)) } };
        }
    }

    /// <summary>Keeps what was granted.</summary>
    /// <exception cref="Core.Providers.ResourceException">It can't be written; the one before stands.</exception>
    public void Take(Wire.CertificateGrant grant)
    {
        lock (gate)
        {
            if (asked is null)
            {
                LogNotAsked();
                return;
            }

            if (asked.Take([.. grant.Chain.Select(c => c.ToByteArray())], identity.Authority, files) is { } fault)
            {
                LogUseless(fault);
                return;
            }

            asked.Dispose();
            asked = null;
            using var renewed = files.Load();
            due = renewed?.RenewAt ?? due;
            LogRenewed(due);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => asked?.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate for the coordinator was renewed; the next renewal is due {Due:u}")]
    private partial void LogRenewed(DateTimeOffset due);

    [LoggerMessage(Level = LogLevel.Error, Message = "The coordinator granted a certificate of no use: {Fault}. It is asked again")]
    private partial void LogUseless(string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The coordinator granted a certificate that was not asked for; it is passed over")]
    private partial void LogNotAsked();
}
