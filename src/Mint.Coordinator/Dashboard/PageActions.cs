using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Rollouts;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Dashboard;

/// <summary>
/// What people may do on pages. The same as tools may do by gRPC, through the same doors: each needs its role, and is in the audit log. Nothing here
/// carries content to a host.
/// </summary>
internal sealed class PageActions(HostAdministration hosts, IRolloutDesk rollouts, TokenAdministration tokens)
{
    /// <summary>Makes an enrolment token for a host. For admins.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, INVALID_ARGUMENT: the name is none.</exception>
    public Task<AddHostResponse> AddHostAsync(Caller caller, string host, CancellationToken ct) =>
        hosts.AddAsync(new AddHostRequest { Host = host }, With(caller, Role.Admin), ct);

    /// <summary>Shuts a host out. For admins.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, NOT_FOUND.</exception>
    public Task RevokeHostAsync(Caller caller, string host, string reason, CancellationToken ct) =>
        hosts.RevokeAsync(new RevokeHostRequest { Host = host, Reason = reason }, With(caller, Role.Admin), ct);

    /// <summary>Lets a host ask Git now. For operators.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public Task<WakeHostsResponse> WakeAsync(Caller caller, string host, CancellationToken ct) =>
        hosts.WakeAsync(new WakeHostsRequest { Filter = $"host:{host}" }, With(caller, Role.Operator), ct);

    /// <summary>Asks a host for a full report. For operators.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, NOT_FOUND, FAILED_PRECONDITION: it is not connected.</exception>
    public Task RequestReportAsync(Caller caller, string host, CancellationToken ct) =>
        hosts.RequestReportAsync(new RequestReportRequest { Host = host }, With(caller, Role.Operator), ct);

    /// <summary>Holds the rollout. For operators of the whole fleet.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, INVALID_ARGUMENT.</exception>
    public Task<GetRolloutResponse> HoldAsync(Caller caller, string reason, CancellationToken ct) =>
        rollouts.HoldAsync(With(caller, Role.Operator).OfWholeFleet(), PersonsText.Check("reason", reason), ct);

    /// <summary>Lets the rollout go on; with a ring, that one now. For operators of the whole fleet.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, INVALID_ARGUMENT, NOT_FOUND: no such ring, FAILED_PRECONDITION: there is nothing to promote.</exception>
    public Task<GetRolloutResponse> PromoteAsync(Caller caller, string ring, string reason, CancellationToken ct) =>
        rollouts.PromoteAsync(With(caller, Role.Operator).OfWholeFleet(), ring, PersonsText.Check("reason", reason), ct);

    /// <summary>The API tokens that are not revoked. For admins.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public Task<ListApiTokensResponse> TokensAsync(Caller caller, CancellationToken ct) => tokens.ListAsync(With(caller, Role.Admin), ct);

    /// <summary>Makes an API token. For admins.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, INVALID_ARGUMENT, ALREADY_EXISTS.</exception>
    public Task<CreateApiTokenResponse> CreateTokenAsync(Caller caller, CreateApiTokenRequest wish, CancellationToken ct) =>
        tokens.CreateAsync(wish, With(caller, Role.Admin), ct);

    /// <summary>Revokes an API token. For admins.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, NOT_FOUND.</exception>
    public Task RevokeTokenAsync(Caller caller, string name, CancellationToken ct) =>
        tokens.RevokeAsync(new RevokeApiTokenRequest { Name = name }, With(caller, Role.Admin), ct);

    private static Caller With(Caller caller, Role least) => caller.Role >= least
        ? caller
        : throw new RpcException(new Status(StatusCode.PermissionDenied, $"this needs the role {least.Word()}; {caller.Name} has the role {caller.Role.Word()}"));
}
