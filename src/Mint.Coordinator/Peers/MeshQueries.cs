using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Fleet;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Peers;

/// <summary>What people see of WireGuard networks: the members among the hosts that they may see, and the ways between those.</summary>
internal sealed class MeshQueries(Database database)
{
    /// <summary>All networks, by name.</summary>
    public async Task<ListMeshesResponse> ListAsync(ListMeshesRequest request, Caller caller, CancellationToken ct)
    {
        var filter = FilterText.Parse(request.Filter, "network", "host");
        var (networks, hosts) = (filter.ByKey["network"].Concat(filter.Free).ToHashSet(StringComparer.Ordinal), filter.ByKey["host"].ToHashSet(StringComparer.Ordinal));
        var rows = await LoadAsync(caller, ct);
        var meshes = new SortedDictionary<string, Mesh>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            Add(row, meshes, rows.Select(r => r.Host).ToHashSet(StringComparer.Ordinal));
        }

        var response = new ListMeshesResponse();
        response.Meshes.AddRange(meshes.Values
            .Where(m => networks.Count == 0 || networks.Contains(m.Network))
            .Select(m => hosts.Count == 0 ? m : Around(m, hosts))
            .Where(m => m.Members.Count > 0));
        return response;
    }

    private async Task<IReadOnlyList<Row>> LoadAsync(Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var where = new Where().And("h.revoked_at IS NULL").And("(m.host IS NOT NULL OR p.host IS NOT NULL)").SeenBy(caller, "h.customer");
        return (await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT h.name AS Host, h.state, h.connected_to <> '' AS IsConnected, m.report, p.signed FROM hosts h
            LEFT JOIN mesh_reports m ON m.host = h.name
            LEFT JOIN peer_facts p ON p.host = h.name AND p.enrolment = h.enrolment
            {where} ORDER BY h.name
            """,
            where.Parameters,
            cancellationToken: ct))).AsList();
    }

    private static void Add(Row row, SortedDictionary<string, Mesh> meshes, HashSet<string> visible)
    {
        var said = row.Signed is null ? [] : PeerFacts.Parser.ParseFrom(SignedPeerFacts.Parser.ParseFrom(row.Signed).Facts).Networks.ToDictionary(n => n.Network, StringComparer.Ordinal);
        var seen = row.Report is null ? [] : MeshReport.Parser.ParseFrom(row.Report).Networks.DistinctBy(n => n.Network).ToDictionary(n => n.Network, StringComparer.Ordinal);
        foreach (var network in said.Keys.Union(seen.Keys))
        {
            if (!meshes.TryGetValue(network, out var mesh))
            {
                meshes[network] = mesh = new Mesh { Network = network };
            }

            var (fact, report) = (said.GetValueOrDefault(network), seen.GetValueOrDefault(network));
            mesh.Members.Add(new MeshMember
            {
                Host = row.Host,
                State = row.State,
                PublicKey = report?.PublicKey is { Length: > 0 } key ? key : fact?.PublicKey ?? "",
                Endpoints = { fact?.Endpoints ?? [] },
                SwitchAt = fact is { NextPublicKey.Length: > 0 } ? fact.SwitchAt : null,
            });
            mesh.Edges.AddRange((report?.Peers ?? []).Where(p => visible.Contains(p.Host)).Select(p => Edge(row, p)));
        }
    }

    private static MeshEdge Edge(Row row, MeshPeer peer) => new()
    {
        From = row.Host,
        To = peer.Host,
        State = row.IsConnected ? peer.State : "unknown",
        LastHandshake = peer.LastHandshake,
        ReceivedBytes = peer.ReceivedBytes,
        SentBytes = peer.SentBytes,
        Endpoint = peer.Endpoint,
    };

    private static Mesh Around(Mesh mesh, HashSet<string> hosts)
    {
        var edges = mesh.Edges.Where(e => hosts.Contains(e.From) || hosts.Contains(e.To)).ToList();
        var near = edges.SelectMany(e => new[] { e.From, e.To }).Concat(hosts).ToHashSet(StringComparer.Ordinal);
        return new Mesh { Network = mesh.Network, Members = { mesh.Members.Any(m => hosts.Contains(m.Host)) ? mesh.Members.Where(m => near.Contains(m.Host)) : [] }, Edges = { edges } };
    }

    private sealed record Row
    {
        public required string Host { get; init; }

        public string State { get; init; } = "";

        public bool IsConnected { get; init; }

        public byte[]? Report { get; init; }

        public byte[]? Signed { get; init; }
    }
}
