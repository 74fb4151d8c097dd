using Dapper;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Enrolment;

/// <summary>Tells which host calls. A certificate counts if our authority signed it, now is its time, and it is of the enrolment in force.</summary>
internal sealed class AgentIdentities(AuthorityKeeper keeper, Database database, SecurityAlarms alarms) : IAgentIdentities
{
    /// <inheritdoc/>
    public AgentIdentity Of(ServerCallContext context) => Of(context.GetHttpContext());

    /// <summary>The host that calls.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: the call came without a host's certificate.</exception>
    public static AgentIdentity Of(HttpContext context) =>
        context.Features.Get<AgentIdentity>() ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "a host's certificate is needed"));

    /// <summary>Looks at the certificate that a call came with; null when it is good, and then <see cref="Of(HttpContext)"/> tells whose it is.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task<Refusal?> AdmitAsync(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } shown)
        {
            return Refusal.Unauthenticated("a host's certificate is needed; enrol first: mint-agent enrol");
        }

        var address = RemoteAddress.Of(context);
        var (certificate, refusal) = keeper.Authority.Verify(shown);
        if (certificate is null)
        {
            await alarms.RaiseAsync(address, "", "certificate-refused", $"{address} showed a certificate that is not good: {refusal}", context.RequestAborted);
            return Refusal.Unauthenticated(refusal);
        }

        if (await WhyNotAsync(certificate, context.RequestAborted) is { } reason)
        {
            await alarms.RaiseAsync(certificate.Host, certificate.Host, "certificate-refused", $"{address} showed {certificate.Host}'s certificate {certificate.Serial}: {reason}", context.RequestAborted);
            return Refusal.Unauthenticated(reason);
        }

        context.Features.Set(new AgentIdentity(certificate.Host, certificate.Serial, certificate.ExpiresAt) { Enrolment = certificate.Enrolment });
        return null;
    }

    private async Task<string?> WhyNotAsync(HostCertificate certificate, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var host = await connection.QuerySingleOrDefaultAsync<EnrolledHost>(EnrolledHost.Query(certificate.Host, null, ct));
        return EnrolledHost.WhyNot(host, certificate.Enrolment);
    }
}
