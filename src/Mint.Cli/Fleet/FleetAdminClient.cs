using Google.Protobuf.WellKnownTypes;
using Mint.Cli.Reports;
using Mint.Protocol.V1;

namespace Mint.Cli.Fleet;

/// <summary>Asks the coordinator to do something.</summary>
/// <param name="connection">The way to it.</param>
internal sealed class FleetAdminClient(FleetConnection connection)
{
    private readonly FleetAdminService.FleetAdminServiceClient admin = new(connection.Channel);

    /// <summary>Makes a token that enrols a host.</summary>
    public async Task<AddedHostReport> AddHostAsync(string host, TimeSpan? expiresIn, CancellationToken ct)
    {
        var request = new AddHostRequest { Host = host, ExpiresIn = Wire(expiresIn) };
        var added = await connection.AskAsync(o => admin.AddHostAsync(request, o), ct);
        return new AddedHostReport(host, added.Token, Control.ControlMapping.Time(added.ExpiresAt), added.Coordinator, added.Command);
    }

    /// <summary>Ends what a host may do here.</summary>
    public Task<RevokeHostResponse> RevokeHostAsync(string host, string reason, CancellationToken ct) =>
        connection.AskAsync(o => admin.RevokeHostAsync(new RevokeHostRequest { Host = host, Reason = reason }, o), ct);

    /// <summary>Lets hosts ask Git now.</summary>
    public async Task<WakeReport> WakeAsync(string filter, CancellationToken ct)
    {
        var answer = await connection.AskAsync(o => admin.WakeHostsAsync(new WakeHostsRequest { Filter = filter }, o), ct);
        return new WakeReport([.. answer.Woken], [.. answer.Unreachable]);
    }

    /// <summary>Where the rollout stands.</summary>
    public async Task<RolloutReport> RolloutAsync(CancellationToken ct) =>
        FleetMapping.Map(await connection.AskAsync(o => admin.GetRolloutAsync(new GetRolloutRequest(), o), ct));

    /// <summary>Lets no further ring start.</summary>
    public async Task<RolloutReport> HoldAsync(string reason, CancellationToken ct)
    {
        var answer = await connection.AskAsync(o => admin.HoldRolloutAsync(new HoldRolloutRequest { Reason = reason }, o), ct);
        return FleetMapping.Map(answer.Rollout ?? new GetRolloutResponse());
    }

    /// <summary>Ends a hold or halt, or lets one ring go on now.</summary>
    public async Task<RolloutReport> PromoteAsync(string? ring, string reason, CancellationToken ct)
    {
        var request = new PromoteRolloutRequest { Ring = ring ?? "", Reason = reason };
        var answer = await connection.AskAsync(o => admin.PromoteRolloutAsync(request, o), ct);
        return FleetMapping.Map(answer.Rollout ?? new GetRolloutResponse());
    }

    /// <summary>Whose turn it is, and who waits.</summary>
    public async Task<TurnList> TurnsAsync(int limit, CancellationToken ct)
    {
        var turns = await Paging.FollowAsync(
            async (size, token) =>
            {
                var page = await connection.AskAsync(o => admin.ListTurnsAsync(new ListTurnsRequest { PageSize = size, PageToken = token }, o), ct);
                return new Page<TurnReport>([.. page.Turns.Select(FleetMapping.Map)], page.NextPageToken);
            },
            limit);
        return new TurnList(turns.Items, turns.More);
    }

    /// <summary>Ends the turn of a host.</summary>
    public Task<EndTurnResponse> EndTurnAsync(string host, string reason, CancellationToken ct) =>
        connection.AskAsync(o => admin.EndTurnAsync(new EndTurnRequest { Host = host, Reason = reason }, o), ct);

    /// <summary>Makes an API token.</summary>
    public async Task<CreatedTokenReport> CreateTokenAsync(
        string name, string role, IReadOnlyList<string> customers, TimeSpan? expiresIn, CancellationToken ct)
    {
        var request = new CreateApiTokenRequest { Name = name, Role = role, Customers = { customers }, ExpiresIn = Wire(expiresIn) };
        var created = await connection.AskAsync(o => admin.CreateApiTokenAsync(request, o), ct);
        return new CreatedTokenReport(created.Token, FleetMapping.Map(created.Details ?? new Protocol.V1.ApiToken { Name = name, Role = role }));
    }

    /// <summary>The API tokens there are.</summary>
    public async Task<TokenList> TokensAsync(CancellationToken ct)
    {
        var answer = await connection.AskAsync(o => admin.ListApiTokensAsync(new ListApiTokensRequest(), o), ct);
        return new TokenList([.. answer.Tokens.Select(FleetMapping.Map)]);
    }

    /// <summary>Ends an API token.</summary>
    public Task<RevokeApiTokenResponse> RevokeTokenAsync(string name, CancellationToken ct) =>
        connection.AskAsync(o => admin.RevokeApiTokenAsync(new RevokeApiTokenRequest { Name = name }, o), ct);

    private static Duration? Wire(TimeSpan? span) => span is { } length ? Duration.FromTimeSpan(length) : null;
}
