using Mint.Coordinator.Access;
using Mint.Coordinator.Hosts;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>What of the news one watcher gets: as the filter says, of hosts that they may see, and of hosts only what is news to them.</summary>
internal sealed class WatchFilter
{
    private readonly Func<HostEvent, string, bool> matches;
    private readonly FilterText filter;
    private readonly Caller caller;
    private readonly HostQueries hosts;
    private readonly EventQueries events;
    private readonly Dictionary<string, Host> told = [];

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the filter can't be read.</exception>
    public WatchFilter(string text, Caller caller, HostQueries hosts, EventQueries events)
    {
        matches = EventQueries.Matcher(text, caller);
        filter = FilterText.Parse(text, "host", "kind", "resource", "action", "group", "customer");
        this.caller = caller;
        this.hosts = hosts;
        this.events = events;
    }

    /// <summary>The event, when the watcher gets it.</summary>
    public async Task<HostEvent?> EventAsync(EventRow row, CancellationToken ct)
    {
        if (!caller.Sees(row.Customer))
        {
            return null;
        }

        var groups = filter.ByKey.Contains("group") && row.Host.Length > 0 ? (await hosts.RowsAsync([row.Host], ct)) is [var host] ? host.Groups : "" : "";
        var mapped = await events.ToldAsync(row, caller, ct);
        return (!filter.ByKey.Contains("customer") || filter.ByKey["customer"].Contains(row.Customer)) && matches(mapped, groups) ? mapped : null;
    }

    /// <summary>The host, when the watcher gets it: its state, commit, connection or numbers changed since they were told last.</summary>
    public Host? Host(HostRow row)
    {
        if (!caller.Sees(row.Customer)
            || (filter.ByKey.Contains("host") && !filter.ByKey["host"].Any(pattern => Core.Guarding.Glob.Matches(pattern, row.Name)))
            || (filter.ByKey.Contains("customer") && !filter.ByKey["customer"].Contains(row.Customer))
            || (filter.ByKey.Contains("group") && !filter.ByKey["group"].Any(group => row.Groups.Contains($" {group} ", StringComparison.Ordinal))))
        {
            return null;
        }

        var host = FleetMapping.ToHost(row);
        var compared = host.Clone();
        compared.LastSeenAt = null;
        if (told.TryGetValue(row.Name, out var before) && before.Equals(compared))
        {
            return null;
        }

        told[row.Name] = compared;
        return host;
    }
}
