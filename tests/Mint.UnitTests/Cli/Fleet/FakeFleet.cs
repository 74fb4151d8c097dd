using Grpc.Core;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Cli.Fleet;

internal sealed class FakeFleet(FakeCoordinator owner) : FleetService.FleetServiceBase
{
    public override Task<GetFleetResponse> GetFleet(GetFleetRequest request, ServerCallContext context) => owner.AnswerTo<GetFleetResponse>(request, context);

    public override Task<ListHostsResponse> ListHosts(ListHostsRequest request, ServerCallContext context) => owner.AnswerTo<ListHostsResponse>(request, context);

    public override Task<GetHostResponse> GetHost(GetHostRequest request, ServerCallContext context) => owner.AnswerTo<GetHostResponse>(request, context);

    public override Task<ListDriftResponse> ListDrift(ListDriftRequest request, ServerCallContext context) => owner.AnswerTo<ListDriftResponse>(request, context);

    public override Task<ListCommitsResponse> ListCommits(ListCommitsRequest request, ServerCallContext context) => owner.AnswerTo<ListCommitsResponse>(request, context);

    public override Task<GetCommitResponse> GetCommit(GetCommitRequest request, ServerCallContext context) => owner.AnswerTo<GetCommitResponse>(request, context);

    public override Task<ListHoldsResponse> ListHolds(ListHoldsRequest request, ServerCallContext context) => owner.AnswerTo<ListHoldsResponse>(request, context);

    public override Task<ListEventsOfFleetResponse> ListEvents(ListEventsOfFleetRequest request, ServerCallContext context) =>
        owner.AnswerTo<ListEventsOfFleetResponse>(request, context);

    public override Task<ListMeshesResponse> ListMeshes(ListMeshesRequest request, ServerCallContext context) => owner.AnswerTo<ListMeshesResponse>(request, context);

    public override Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context) =>
        owner.WatchAsync(request, responseStream, context);
}

internal sealed class FakeFleetAdmin(FakeCoordinator owner) : FleetAdminService.FleetAdminServiceBase
{
    public override Task<AddHostResponse> AddHost(AddHostRequest request, ServerCallContext context) => owner.AnswerTo<AddHostResponse>(request, context);

    public override Task<RevokeHostResponse> RevokeHost(RevokeHostRequest request, ServerCallContext context) => owner.AnswerTo<RevokeHostResponse>(request, context);

    public override Task<WakeHostsResponse> WakeHosts(WakeHostsRequest request, ServerCallContext context) => owner.AnswerTo<WakeHostsResponse>(request, context);

    public override Task<GetRolloutResponse> GetRollout(GetRolloutRequest request, ServerCallContext context) => owner.AnswerTo<GetRolloutResponse>(request, context);

    public override Task<HoldRolloutResponse> HoldRollout(HoldRolloutRequest request, ServerCallContext context) => owner.AnswerTo<HoldRolloutResponse>(request, context);

    public override Task<PromoteRolloutResponse> PromoteRollout(PromoteRolloutRequest request, ServerCallContext context) => owner.AnswerTo<PromoteRolloutResponse>(request, context);

    public override Task<ListTurnsResponse> ListTurns(ListTurnsRequest request, ServerCallContext context) => owner.AnswerTo<ListTurnsResponse>(request, context);

    public override Task<EndTurnResponse> EndTurn(EndTurnRequest request, ServerCallContext context) => owner.AnswerTo<EndTurnResponse>(request, context);

    public override Task<CreateApiTokenResponse> CreateApiToken(CreateApiTokenRequest request, ServerCallContext context) => owner.AnswerTo<CreateApiTokenResponse>(request, context);

    public override Task<ListApiTokensResponse> ListApiTokens(ListApiTokensRequest request, ServerCallContext context) => owner.AnswerTo<ListApiTokensResponse>(request, context);

    public override Task<RevokeApiTokenResponse> RevokeApiToken(RevokeApiTokenRequest request, ServerCallContext context) => owner.AnswerTo<RevokeApiTokenResponse>(request, context);
}
