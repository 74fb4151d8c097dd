using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Turns;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Access;

/// <summary>What the coordinator does for people: each call needs its role, and is in the audit log.</summary>
[Authorize(Policy = Roles.Viewer)]
internal sealed class FleetAdminService(HostAdministration hosts, TokenAdministration tokens, IRolloutDesk rollouts, TurnDesk turns) : Mint.Protocol.V1.FleetAdminService.FleetAdminServiceBase
{
    /// <inheritdoc/>
    [Authorize(Policy = Roles.Admin)]
    public override Task<AddHostResponse> AddHost(AddHostRequest request, ServerCallContext context) =>
        hosts.AddAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Admin)]
    public override Task<RevokeHostResponse> RevokeHost(RevokeHostRequest request, ServerCallContext context) =>
        hosts.RevokeAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Operator)]
    public override Task<WakeHostsResponse> WakeHosts(WakeHostsRequest request, ServerCallContext context) =>
        hosts.WakeAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Operator)]
    public override Task<RequestReportResponse> RequestReport(RequestReportRequest request, ServerCallContext context) =>
        hosts.RequestReportAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<GetRolloutResponse> GetRollout(GetRolloutRequest request, ServerCallContext context) =>
        rollouts.GetAsync(Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Operator)]
    public override async Task<HoldRolloutResponse> HoldRollout(HoldRolloutRequest request, ServerCallContext context) =>
        new() { Rollout = await rollouts.HoldAsync(Caller.Of(context).OfWholeFleet(), PersonsText.Check("reason", request.Reason), context.CancellationToken) };

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Operator)]
    public override async Task<PromoteRolloutResponse> PromoteRollout(PromoteRolloutRequest request, ServerCallContext context) => new()
    {
        Rollout = await rollouts.PromoteAsync(
            Caller.Of(context).OfWholeFleet(), PersonsText.Check("ring", request.Ring), PersonsText.Check("reason", request.Reason), context.CancellationToken),
    };

    /// <inheritdoc/>
    public override Task<ListTurnsResponse> ListTurns(ListTurnsRequest request, ServerCallContext context) =>
        turns.ListAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Operator)]
    public override Task<EndTurnResponse> EndTurn(EndTurnRequest request, ServerCallContext context) =>
        turns.EndAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Admin)]
    public override Task<CreateApiTokenResponse> CreateApiToken(CreateApiTokenRequest request, ServerCallContext context) =>
        tokens.CreateAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Admin)]
    public override Task<ListApiTokensResponse> ListApiTokens(ListApiTokensRequest request, ServerCallContext context) =>
        tokens.ListAsync(Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    [Authorize(Policy = Roles.Admin)]
    public override Task<RevokeApiTokenResponse> RevokeApiToken(RevokeApiTokenRequest request, ServerCallContext context) =>
        tokens.RevokeAsync(request, Caller.Of(context), context.CancellationToken);
}
