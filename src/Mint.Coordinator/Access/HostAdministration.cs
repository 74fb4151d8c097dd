using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Events;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Store;
using Mint.Core.Config;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Access;

/// <summary>What people do to hosts. None of it carries content; whoever is limited to customers acts on their hosts only.</summary>
internal sealed class HostAdministration(
    EnrolmentTokens tokens, HostRevocation revocation, IHostFinder finder, Signals signals, EventLog events, CoordinatorOptions options)
{
    /// <summary>Makes an enrolment token.</summary>
    public async Task<AddHostResponse> AddAsync(AddHostRequest request, Caller caller, CancellationToken ct)
    {
        CheckName(request.Host);
        if (caller.Customers.Count > 0)
        {
            await FindAsync(request.Host, caller, ct);
        }

        var lifetime = Lifetime.Of(request.ExpiresIn, EnrolmentTokens.UsualLifetime, EnrolmentTokens.LongestLifetime);
        var (text, expires) = await tokens.MakeAsync(request.Host, lifetime, caller.Name, ct);
        await events.AuditAsync(caller.Name, request.Host, "host-added", $"made an enrolment token for {request.Host}, good until {expires:u}", ct);
        var url = options.Url.GetLeftPart(UriPartial.Authority);
        return new AddHostResponse
        {
            Token = text,
            ExpiresAt = Timestamp.FromDateTimeOffset(expires),
            Coordinator = url,
            Command = $"mint-agent enrol --coordinator {url} --token {text}",
        };
    }

    /// <summary>Takes a host's access away.</summary>
    public async Task<RevokeHostResponse> RevokeAsync(RevokeHostRequest request, Caller caller, CancellationToken ct)
    {
        CheckName(request.Host);
        var reason = PersonsText.Check("reason", request.Reason);
        if (caller.Customers.Count > 0)
        {
            await FindAsync(request.Host, caller, ct);
        }

        if (!await revocation.RevokeAsync(request.Host, ct))
        {
            throw NotFound($"{request.Host} was never enrolled, and no token waits for it");
        }

        await events.AuditAsync(caller.Name, request.Host, "host-revoked", $"revoked {request.Host}{(reason.Length == 0 ? "" : $": {reason}")}", ct);
        return new RevokeHostResponse();
    }

    /// <summary>Lets hosts ask Git now.</summary>
    public async Task<WakeHostsResponse> WakeAsync(WakeHostsRequest request, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Filter))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "filter: name the hosts, as host:web-01 or group:web; all:yes for every host"));
        }

        var found = await finder.FindAsync(request.Filter, caller, ct);
        var response = new WakeHostsResponse();
        response.Woken.AddRange(found.Where(h => h.Connected).Select(h => h.Name));
        response.Unreachable.AddRange(found.Where(h => !h.Connected).Select(h => h.Name));
        await signals.SendAsync(SignalTopics.Wake, response.Woken, ct);
        await events.AuditAsync(caller.Name, "", "hosts-woken", $"woke {response.Woken.Count} of {found.Count} hosts ({Shortened(request.Filter)})", ct);
        return response;
    }

    /// <summary>Asks a host for a full report.</summary>
    public async Task<RequestReportResponse> RequestReportAsync(RequestReportRequest request, Caller caller, CancellationToken ct)
    {
        CheckName(request.Host);
        if (await FindAsync(request.Host, caller, ct) is not { Connected: true })
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{request.Host} is not connected; it reports by itself once it is"));
        }

        await signals.SendAsync(SignalTopics.Report, [request.Host], ct);
        await events.AuditAsync(caller.Name, request.Host, "report-requested", $"asked {request.Host} for a full report", ct);
        return new RequestReportResponse();
    }

    private async Task<FoundHost> FindAsync(string host, Caller caller, CancellationToken ct) =>
        (await finder.FindAsync($"host:{host}", caller, ct)).FirstOrDefault(h => h.Name == host) ?? throw NotFound($"there is no host {host} among those that this token may see");

    private static void CheckName(string host)
    {
        if (!ConfigName.IsValid(host))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"host: {ConfigName.Rule}"));
        }
    }

    private static string Shortened(string filter)
    {
        var plain = string.Concat(filter.Where(c => !char.IsControl(c)));
        return plain.Length <= 200 ? plain : plain[..200] + "…";
    }

    private static RpcException NotFound(string what) => new(new Status(StatusCode.NotFound, what));
}
