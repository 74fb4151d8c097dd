using Google.Protobuf;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Events;
using Mint.Core.Config;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Enrolment;

/// <summary>Where hosts that have no certificate yet come with their token.</summary>
internal sealed class EnrolmentDesk(
    AuthorityKeeper keeper, EnrolmentTokens tokens, CertificateIssuer issuer, TryLimiter tries, SecurityAlarms alarms, EventLog events, TimeProvider time)
    : EnrolmentService.EnrolmentServiceBase
{
    private const int LongestMachineId = 128;

    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override Task<GetAuthorityResponse> GetAuthority(GetAuthorityRequest request, ServerCallContext context) =>
        Task.FromResult(new GetAuthorityResponse { Authority = ByteString.CopyFrom(keeper.Authority.Root.RawData) });

    /// <inheritdoc/>
    public override async Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context)
    {
        var address = RemoteAddress.Of(context.GetHttpContext());
        if (tries.IsSpent(address))
        {
            throw Refused(StatusCode.ResourceExhausted, "too many failed tries from this address, wait a minute");
        }

        CheckForm(request);
        if (await tokens.WhyNotAsync(request.Token, request.Host, context.CancellationToken) is { } early)
        {
            throw await TurnAwayAsync(early, request.Host, address, context.CancellationToken);
        }

        await CheckClockAsync(request, address, context.CancellationToken);
        var (key, broken) = SigningRequest.Read(request.Csr.ToByteArray());
        if (key is null)
        {
            throw Refused(StatusCode.InvalidArgument, broken);
        }

        var (certificate, refusal) = await issuer.EnrolAsync(request.Token, request.Host, request.MachineId, key, context.CancellationToken);
        if (certificate is null)
        {
            throw await TurnAwayAsync(refusal ?? TokenRefusal.Unknown, request.Host, address, context.CancellationToken);
        }

        using (certificate)
        {
            await events.AuditAsync("enrolment", request.Host, "enrolled", $"{request.Host} enrolled from {address}, certificate {certificate.SerialNumber} until {certificate.NotAfter.ToUniversalTime():u}", context.CancellationToken);
            return new EnrolResponse { Chain = { ByteString.CopyFrom(certificate.RawData) }, Authority = ByteString.CopyFrom(keeper.Authority.Root.RawData) };
        }
    }

    private static void CheckForm(EnrolRequest request)
    {
        if (!ConfigName.IsValid(request.Host))
        {
            throw Refused(StatusCode.InvalidArgument, $"host: {ConfigName.Rule}");
        }

        if (request.MachineId.Length is 0 or > LongestMachineId || !request.MachineId.All(char.IsAsciiLetterOrDigit))
        {
            throw Refused(StatusCode.InvalidArgument, $"machine_id: expected 1 to {LongestMachineId} letters and digits");
        }

        if (request.SentAt is null)
        {
            throw Refused(StatusCode.InvalidArgument, "sent_at is missing");
        }
    }

    private async Task CheckClockAsync(EnrolRequest request, string address, CancellationToken ct)
    {
        var (theirs, ours) = (Instant.Of(request.SentAt), time.GetUtcNow());
        if (theirs is { } sent && (sent - ours).Duration() <= MostSkew)
        {
            return;
        }

        var told = $"the clocks differ by more than {MostSkew.TotalMinutes:0} minutes: the host says {(theirs is { } at ? $"{at:u}" : "no time")}, the coordinator {ours:u}; set the host's clock (timedatectl set-ntp true)";
        await alarms.RaiseAsync(request.Host, request.Host, "clock-skew", $"{request.Host} could not enrol from {address}: {told}", ct);
        throw Refused(StatusCode.FailedPrecondition, told);
    }

    private async Task<RpcException> TurnAwayAsync(TokenRefusal refusal, string host, string address, CancellationToken ct)
    {
        tries.Fail(address);
        await alarms.RaiseAsync(address, host, refusal.Action, $"{address} tried to enrol as {host}: {refusal.Message}", ct);
        return Refused(StatusCode.Unauthenticated, refusal.Message);
    }

    private static RpcException Refused(StatusCode code, string why) => new(new Status(code, why));
}
