using Google.Protobuf.WellKnownTypes;
using Mint.Cli.Reports;
using Mint.Core.Config;
using Mint.Protocol.V1;

namespace Mint.Cli.Fleet;

/// <summary>Asks the coordinator about the fleet.</summary>
/// <param name="connection">The way to it.</param>
internal sealed class FleetClient(FleetConnection connection)
{
    private const int MaxSuggestions = 2000;
    private readonly FleetService.FleetServiceClient fleet = new(connection.Channel);

    /// <summary>The whole fleet.</summary>
    public async Task<FleetReport> FleetAsync(CancellationToken ct) =>
        FleetMapping.Map(await connection.AskAsync(o => fleet.GetFleetAsync(new GetFleetRequest(), o), ct));

    /// <summary>Hosts by name.</summary>
    public async Task<HostList> HostsAsync(string filter, int limit, CancellationToken ct)
    {
        var total = 0L;
        var hosts = await Paging.FollowAsync(
            async (size, token) =>
            {
                var request = new ListHostsRequest { Filter = filter, PageSize = size, PageToken = token };
                var page = await connection.AskAsync(o => fleet.ListHostsAsync(request, o), ct);
                total = page.Total;
                return new Page<HostReport>([.. page.Hosts.Select(FleetMapping.Map)], page.NextPageToken);
            },
            limit);
        return new HostList(hosts.Items, Math.Max(total, hosts.Items.Count), hosts.More);
    }

    /// <summary>One host; for a name that nobody knows, the nearest one is offered.</summary>
    public Task<HostDetail> HostAsync(string name, CancellationToken ct) => NearAsync(
        name,
        async () => FleetMapping.Map(await connection.AskAsync(o => fleet.GetHostAsync(new GetHostRequest { Host = name }, o), ct)),
        ct);

    /// <summary>Drift, newest first.</summary>
    /// <param name="filter">Words that must match.</param>
    /// <param name="since">From when on; null for all.</param>
    /// <param name="reach">How far back.</param>
    /// <param name="ct">Gives up.</param>
    public Task<FleetHistory> DriftAsync(string filter, DateTimeOffset? since, Reach reach, CancellationToken ct) => HistoryAsync(
        reach,
        async (size, token) =>
        {
            var request = new ListDriftRequest { Filter = filter, Since = since?.ToTimestamp(), PageSize = size, PageToken = token };
            var page = await connection.AskAsync(o => fleet.ListDriftAsync(request, o), ct);
            return new Page<HostEventReport>([.. page.Drift.Select(FleetMapping.Map)], page.NextPageToken);
        });

    /// <summary>What happened, newest first.</summary>
    /// <param name="filter">Words that must match.</param>
    /// <param name="since">From when on; null for all.</param>
    /// <param name="until">Until when; null for now.</param>
    /// <param name="reach">How far back.</param>
    /// <param name="ct">Gives up.</param>
    public Task<FleetHistory> EventsAsync(string filter, DateTimeOffset? since, DateTimeOffset? until, Reach reach, CancellationToken ct) => HistoryAsync(
        reach,
        async (size, token) =>
        {
            var request = new ListEventsOfFleetRequest
            {
                Filter = filter,
                Since = since?.ToTimestamp(),
                Until = until?.ToTimestamp(),
                PageSize = size,
                PageToken = token,
            };
            var page = await connection.AskAsync(o => fleet.ListEventsAsync(request, o), ct);
            return new Page<HostEventReport>([.. page.Events.Select(FleetMapping.Map)], page.NextPageToken);
        });

    /// <summary>WireGuard networks by name.</summary>
    public async Task<MeshList> MeshesAsync(string filter, CancellationToken ct) =>
        new([.. (await connection.AskAsync(o => fleet.ListMeshesAsync(new ListMeshesRequest { Filter = filter }, o), ct)).Meshes.Select(FleetMapping.Map)]);

    /// <summary>Commits, newest first.</summary>
    public async Task<CommitList> CommitsAsync(int limit, CancellationToken ct)
    {
        var commits = await Paging.FollowAsync(
            async (size, token) =>
            {
                var page = await connection.AskAsync(o => fleet.ListCommitsAsync(new ListCommitsRequest { PageSize = size, PageToken = token }, o), ct);
                return new Page<CommitProgressReport>([.. page.Commits.Select(FleetMapping.Map)], page.NextPageToken);
            },
            limit);
        return new CommitList(commits.Items, commits.More);
    }

    /// <summary>One commit and its hosts.</summary>
    public async Task<CommitDetail> CommitAsync(string id, CancellationToken ct)
    {
        try
        {
            return FleetMapping.Map(await connection.AskAsync(o => fleet.GetCommitAsync(new GetCommitRequest { Commit = id }, o), ct));
        }
        catch (CommandException refusal) when (refusal.IsNotFound)
        {
            throw new CommandException(refusal.Message, "See which there are: mint commits") { IsNotFound = true };
        }
    }

    /// <summary>What waits, oldest first.</summary>
    public async Task<HoldList> HoldsAsync(string filter, int limit, CancellationToken ct)
    {
        var holds = await Paging.FollowAsync(
            async (size, token) =>
            {
                var request = new ListHoldsRequest { Filter = filter, PageSize = size, PageToken = token };
                var page = await connection.AskAsync(o => fleet.ListHoldsAsync(request, o), ct);
                return new Page<HostHoldReport>([.. page.Holds.Select(FleetMapping.Map)], page.NextPageToken);
            },
            limit);
        return new HoldList(holds.Items, holds.More);
    }

    /// <summary>Asks something about a host; when it is refused and the name is a slip of the fingers, says so.</summary>
    public async Task<T> NearAsync<T>(string name, Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (CommandException refusal) when (refusal is { IsNotFound: true, Hint: null })
        {
            var names = await HostNamesAsync(ct);
            var near = Spelling.Nearest(name, names);
            throw new CommandException(refusal.Message, near is null ? "See which there are: mint hosts" : $"Did you mean {near}?") { IsNotFound = true };
        }
    }

    private async Task<IReadOnlyList<string>> HostNamesAsync(CancellationToken ct)
    {
        var names = await Paging.FollowAsync(
            async (size, token) =>
            {
                var request = new ListHostsRequest { PageSize = size, PageToken = token, ReadMask = FieldMask.FromString("name") };
                var page = await connection.AskAsync(o => fleet.ListHostsAsync(request, o), ct);
                return new Page<string>([.. page.Hosts.Select(h => h.Name)], page.NextPageToken);
            },
            MaxSuggestions);
        return names.Items;
    }

    private static async Task<FleetHistory> HistoryAsync(Reach reach, Func<uint, string, Task<Page<HostEventReport>>> ask)
    {
        var events = await Paging.FollowAsync(ask, reach.IsEnough, reach.Limit);
        var shown = reach.Shown(events.Items);
        return new FleetHistory(shown, events.More || shown.Count < events.Items.Count);
    }
}
