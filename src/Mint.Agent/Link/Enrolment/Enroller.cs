using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Agent.Link.Identity;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Enrolment;

/// <summary>Trades a token for this host's first certificate. The token also says which coordinator to believe.</summary>
/// <param name="coordinator">Where it is.</param>
/// <param name="host">This host's name in the config repo.</param>
/// <param name="machineId">This machine's identity.</param>
/// <param name="files">Where the identity is kept.</param>
/// <param name="time">The clock, which the coordinator compares with its own.</param>
internal sealed class Enroller(Uri coordinator, string host, string machineId, IdentityFiles files, TimeProvider time)
{
    private const int LongestReason = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Enrols; the identity is on disk when this returns.</summary>
    /// <exception cref="EnrolmentException">Why not.</exception>
    /// <exception cref="Core.Providers.ResourceException">The identity can't be written.</exception>
    public async Task EnrolAsync(EnrolmentToken token, CancellationToken ct)
    {
        using var authority = await FindAuthorityAsync(token, ct);
        using var identity = new NewIdentity();
        var response = await AskAsync(
            ServerTrust.In(authority),
            (client, deadline) => client.EnrolAsync(
                new Wire.EnrolRequest
                {
                    Token = token.Text,
                    Host = host,
                    Csr = ByteString.CopyFrom(identity.Request(host)),
                    MachineId = machineId,
                    SentAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
                },
                deadline: deadline,
                cancellationToken: ct));
        if (!response.Authority.Span.SequenceEqual(authority.RawData))
        {
            throw new EnrolmentException("The coordinator's answer names another authority than the token does; nothing was kept.");
        }

        if (identity.Take([.. response.Chain.Select(c => c.ToByteArray())], authority, files) is { } fault)
        {
            throw new EnrolmentException($"The coordinator's answer is of no use: {fault}. Nothing was kept.");
        }
    }

    // Whoever answers here need not be believed: the token tells whether the answer is right, and the token is not sent.
    private async Task<X509Certificate2> FindAuthorityAsync(EnrolmentToken token, CancellationToken ct)
    {
        var response = await AskAsync(
            ServerTrust.InAnybody(),
            (client, deadline) => client.GetAuthorityAsync(new Wire.GetAuthorityRequest(), deadline: deadline, cancellationToken: ct));
        var authority = Read(response.Authority);
        if (ServerTrust.Fits(authority, token.AuthorityPin))
        {
            return authority;
        }

        authority.Dispose();
        throw new EnrolmentException(
            $"{coordinator} is not trusted: its authority is not the one that the token names. Either this is not your coordinator, or the token is another coordinator's. "
            + "The token was not sent.");
    }

    private async Task<T> AskAsync<T>(ServerTrust trust, Func<Wire.EnrolmentService.EnrolmentServiceClient, DateTime, AsyncUnaryCall<T>> ask)
    {
        using var channel = CoordinatorChannel.Open(coordinator, trust, identity: null);
        try
        {
            return await ask(new Wire.EnrolmentService.EnrolmentServiceClient(channel), DateTime.UtcNow + Limit);
        }
        catch (RpcException failure)
        {
            throw new EnrolmentException(Explain(failure, trust.Refusal));
        }
    }

    private string Explain(RpcException failure, string? untrusted)
    {
        var detail = CommitMessage.Printable(failure.Status.Detail, LongestReason);
        return failure.StatusCode switch
        {
            _ when untrusted is not null => $"{coordinator} is not trusted: {untrusted}. The token was not sent.",
            StatusCode.Unauthenticated => $"The coordinator refused the token: {detail} Make another with: mint host add {host}",
            StatusCode.FailedPrecondition => $"The coordinator refused: {detail} This host's clock says {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC; see: timedatectl",
            StatusCode.Unavailable => $"{coordinator} can't be reached: {detail}",
            StatusCode.DeadlineExceeded => $"{coordinator} gave no answer within {Limit.TotalSeconds:0} s.",
            StatusCode.Unimplemented => $"{coordinator} answers, but enrols nobody: is it the coordinator's address for agents?",
            _ => $"{coordinator} refused ({failure.StatusCode}): {detail}",
        };
    }

    private static X509Certificate2 Read(ByteString authority)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(authority.Span);
        }
        catch (CryptographicException failure)
        {
            throw new EnrolmentException($"The coordinator's answer names no readable authority: {failure.Message}. Nothing was kept.");
        }
    }
}
