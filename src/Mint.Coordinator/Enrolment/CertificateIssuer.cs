using System.Security.Cryptography.X509Certificates;
using Dapper;
using Grpc.Core;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Enrolment;

/// <summary>Gives hosts their certificates: the first one for a token, each later one for the one before.</summary>
internal sealed class CertificateIssuer(AuthorityKeeper keeper, EnrolmentTokens tokens, CoordinatorOptions options, WriteQueue queue, Signals signals, TimeProvider time)
    : ICertificateRenewal
{
    /// <summary>Enrols a host: uses the token up and gives the certificate, or does neither. Earlier certificates of the host are worth nothing from then on.</summary>
    /// <param name="token">The token's text.</param>
    /// <param name="host">The host's name.</param>
    /// <param name="machine">A keyed hash of the machine's agent.</param>
    /// <param name="key">The host's public key.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<(X509Certificate2? Certificate, TokenRefusal? Refusal)> EnrolAsync(string token, string host, string machine, PublicKey key, CancellationToken ct)
    {
        var enrolment = Guid.NewGuid().ToString("N");
        var certificate = keeper.Authority.ForHost(host, enrolment, key, options.CertificateLifetime);
        TokenRefusal? refusal = null;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                refusal = await tokens.UseAsync(token, host, connection, transaction, ct);
                if (refusal is null)
                {
                    await connection.ExecuteAsync(
                        """
                        INSERT INTO hosts (name, enrolment, enrolled_at, revoked_at, machine_id, certificate_serial, certificate_expires_at)
                        VALUES (@host, @enrolment, @now, NULL, @machine, @serial, @expires)
                        ON CONFLICT (name) DO UPDATE SET enrolment = excluded.enrolment, enrolled_at = excluded.enrolled_at, revoked_at = NULL,
                            machine_id = excluded.machine_id, certificate_serial = excluded.certificate_serial, certificate_expires_at = excluded.certificate_expires_at
                        """,
                        new { host, enrolment, now = time.GetUtcNow().UtcTicks, machine, serial = certificate.SerialNumber, expires = Expiry(certificate) },
                        transaction);
                }
            },
            ct);
        if (refusal is not null)
        {
            certificate.Dispose();
            return (null, refusal);
        }

        // Whoever still holds a stream with an earlier certificate.
        await signals.SendAsync(new Signal(SignalTopics.End, host), ct);
        await signals.SendAsync(new Signal(SignalTopics.Hosts, host), ct);
        return (certificate, null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]>> RenewAsync(AgentIdentity agent, byte[] csr, CancellationToken ct)
    {
        var (key, broken) = SigningRequest.Read(csr);
        if (key is null)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, broken));
        }

        using var certificate = keeper.Authority.ForHost(agent.Host, agent.Enrolment, key, options.CertificateLifetime);
        string? refusal = null;
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                var host = await connection.QuerySingleOrDefaultAsync<EnrolledHost>(EnrolledHost.Query(agent.Host, transaction, ct));
                refusal = EnrolledHost.WhyNot(host, agent.Enrolment);
                if (refusal is null)
                {
                    await connection.ExecuteAsync(
                        "UPDATE hosts SET certificate_serial = @serial, certificate_expires_at = @expires WHERE name = @host",
                        new { serial = certificate.SerialNumber, expires = Expiry(certificate), host = agent.Host },
                        transaction);
                }
            },
            ct);
        return refusal is null ? [certificate.RawData] : throw new RpcException(new Status(StatusCode.PermissionDenied, refusal));
    }

    private static long Expiry(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime().Ticks;
}
