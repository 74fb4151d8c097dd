using System.Net.Security;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Enrolment;

/// <summary>A certificate from our own authority, short-lived: made anew once half its time is over, without a restart. Its key is in memory only.</summary>
internal sealed class OwnServerCertificate(CoordinatorOptions options, AuthorityKeeper keeper, TimeProvider time) : IServerCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly Lock gate = new();
    private SslStreamCertificateContext? current;
    private DateTimeOffset renewAt;

    /// <inheritdoc/>
    public SslStreamCertificateContext Current()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            // Also when the clock was set back: a certificate of tomorrow helps nobody.
            if (current is null || now >= renewAt || now < renewAt - (Lifetime / 2))
            {
                var certificate = keeper.Authority.ForServer(Names(), Lifetime);
                current = SslStreamCertificateContext.Create(certificate, [keeper.Authority.Root], offline: true);
                renewAt = now + (Lifetime / 2);
            }

            return current;
        }
    }

    private List<string> Names() => [options.Url.DnsSafeHost, .. options.AlsoKnownAs, "localhost", Environment.MachineName, "127.0.0.1", "::1"];
}
