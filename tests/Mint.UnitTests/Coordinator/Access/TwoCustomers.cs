using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Link;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Coordinator.Turns;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>
/// A fleet of two customers: whatever is acme's says so, and whatever is nova's, in any field, has a word of its own that begins with "nova". So has what belongs to
/// the whole fleet and touches none of acme's hosts: a commit with subject, author and signer, a ring, and what a person said of the rollout.
/// </summary>
internal static class TwoCustomers
{
    public const string Both = "0123456789abcdef0123456789abcdef01234567";
    public const string NovaOnly = "1123456789abcdef0123456789abcdef01234567";
    public const string Refused = "2123456789abcdef0123456789abcdef01234567";

    /// <summary>A host of acme's that runs what touches nova's alone.</summary>
    public const string AcmeAbsent = "acmeabsent";

    public const string Host = "novahost";
    public const string Absent = "novaabsent";
    public const string Revoked = "novarevoked";
    public const string Customer = "novacustomer";
    public const string Group = "novagroup";
    public const string Ring = "novaring";
    public const string Token = "novatoken";

    /// <summary>Every word of nova's that somebody who sees the whole fleet gets to see.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        Host, Absent, Revoked, Customer, Group, Ring, Token, "novareason", "novaversion", "novawitnessed", "novawarning", "novasubject", "novaauthor", "novasigner", "novarelease",
        "novapauser", "novapause", "novawaits", "novaresource", "novaorigin", "novaconcern", "novamessage", "novaplace", "novakind", "novaevent", "novasummary", "novacause", "novalikely",
        "novaattribute", "novabefore", "novaafter", "novaaction", "novafault", "novarefused", "novahalted", "novadetail", "novasync", "novaaudit",
        "novachange", "novawriter", "novakey", "novabadchange", "novabadwriter", "novabadkey", "novapromoter", "novapromote", "novapurpose", "novaahead",
    ];

    public static async Task<TestCoordinator> StartAsync(ILoggerProvider? log = null)
    {
        var coordinator = new TestCoordinator
        {
            Configure = services =>
            {
                LeaveAlone(services);
                services.AddLogging(logging => _ = log is null ? logging : logging.AddProvider(log));
            },
        };
        coordinator.Options = coordinator.Options with { SilentAfter = TimeSpan.FromDays(1) };
        await coordinator.StartAsync();
        var now = coordinator.Time.GetUtcNow();
        await coordinator.Get<WriteQueue>().WriteAsync(
            async (connection, transaction) =>
            {
                await CommitsAsync(connection, transaction, now);
                await HostAsync(connection, transaction, "acmehost", "acme", now);
                await HostAsync(connection, transaction, Host, "nova", now);
                await connection.ExecuteAsync(
                    "INSERT INTO hosts (name, expected, customer, groups, state) VALUES (@Absent, TRUE, @Customer, ' base ', 'absent'), ('acmeabsent', TRUE, 'acmecustomer', ' base ', 'absent')",
                    new { Absent, Customer }, transaction);
                await connection.ExecuteAsync(
                    "INSERT INTO hosts (name, customer, groups, state, enrolled_at, revoked_at) VALUES (@Revoked, @Customer, ' base ', 'revoked', 1, 1)", new { Revoked, Customer }, transaction);
                await TurnsAsync(connection, transaction, now);
                await RunsOthersAsync(connection, transaction, now);
                await EventAsync(connection, transaction, "", 0, new Event { At = Timestamp.FromDateTimeOffset(now), Kind = "audit", Action = "x", Summary = "anna: novaaudit" });
            },
            CancellationToken.None);
        await coordinator.ApiTokenAsync(Token, Role.Viewer, Customer);
        await coordinator.ApiTokenAsync("acmetoken", Role.Viewer, "acmecustomer");
        return coordinator;
    }

    /// <summary>Another drift on a host, as if its agent had told it.</summary>
    /// <returns>Its number.</returns>
    public static async Task<long> DriftAsync(TestCoordinator coordinator, string host, ulong sequence)
    {
        long id = 0;
        var told = Drift(host[..4], sequence, coordinator.Time.GetUtcNow());
        await coordinator.Get<WriteQueue>().WriteAsync(async (c, t) => id = await EventAsync(c, t, host, sequence, told), CancellationToken.None);
        return id;
    }

    /// <summary>The news that a commit which touches nova's hosts alone was accepted, as an agent of acme's tells it.</summary>
    /// <returns>Its number.</returns>
    public static async Task<long> AcceptedAsync(TestCoordinator coordinator, ulong sequence)
    {
        long id = 0;
        var told = CommitNews(NovaOnly, sequence, "accepted", "novachange", coordinator.Time.GetUtcNow());
        await coordinator.Get<WriteQueue>().WriteAsync(async (c, t) => id = await EventAsync(c, t, AcmeAbsent, sequence, told), CancellationToken.None);
        return id;
    }

    // There is no config repo; who follows it would say so in place of what is said here.
    private static void LeaveAlone(IServiceCollection services)
    {
        System.Type[] leaders = [typeof(RepoFollowerService), typeof(ConvergenceService), typeof(RolloutService), typeof(TurnService)];
        foreach (var leader in services.Where(s => leaders.Contains(s.ImplementationType)).ToList())
        {
            services.Remove(leader);
        }
    }

    private static async Task CommitsAsync(DbConnection connection, DbTransaction transaction, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO commits (id, parent, subject, author, authored_at, signed_by, seen_at, position, hosts, refused_reason)
            VALUES (@id, '', @whose || 'change', @whose || 'writer', @at, @whose || 'key', @at, @position, 1, @why)
            """,
            new[] { (Both, 1, "acme", ""), (NovaOnly, 2, "nova", ""), (Refused, 3, "novabad", "hosts/novarefused.yaml:1:1 is wrong") }
                .Select(c => new { id = c.Item1, position = c.Item2, whose = c.Item3, why = c.Item4, at = now.UtcTicks }), transaction);
        await connection.ExecuteAsync(
            "INSERT INTO commit_hosts (commit_id, host, position, ring, fault) VALUES (@Both, 'acmehost', 1, '', ''), (@Both, @Host, 1, '', 'hosts/novafault.yaml:1:1'), (@NovaOnly, @Host, 2, '', 'hosts/novafault.yaml:1:1')",
            new { Both, NovaOnly, Host }, transaction);
        await connection.ExecuteAsync("UPDATE rollout SET commit_id = @NovaOnly, position = 2, halted = 'too many failed', halted_detail = 'novahalted failed'", new { NovaOnly }, transaction);
        await connection.ExecuteAsync(
            "INSERT INTO rollout_rings (name, ordinal, soak, max_unavailable, state, reason, detail, released_commit, released_position) VALUES ('canary', 0, 1, 0, 'halted', 'hosts failed', 'novadetail failed', @NovaOnly, 2), ('acmering', 1, 1, 0, 'done', 'passed over by novapromoter: novapromote', '', @NovaOnly, 2), (@Ring, 2, 1, 0, 'waiting', '', '', '', 0)",
            new { NovaOnly, Ring }, transaction);
        await connection.ExecuteAsync("INSERT INTO facts (name, value) VALUES ('repo.head', @NovaOnly), ('repo.error', 'hosts/novasync.yaml can''t be read')", new { NovaOnly }, transaction);
    }

    private static async Task HostAsync(DbConnection connection, DbTransaction transaction, string host, string whose, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO hosts (name, expected, customer, groups, ring, enrolled_at, state, reason, state_since, reported_state, reported_reason, commit_id, witnessed_commit, failed, held, agent_version, last_seen_at, connected_to)
            VALUES (@host, TRUE, @customer, @groups, @ring, 1, 'failed', @reason, @at, 'failed', @reason, @Both, @witnessed, 1, 1, @version, @at, 'x')
            """,
            new
            {
                host,
                customer = $"{whose}customer",
                groups = $" base {whose}group ",
                ring = $"{whose}ring",
                reason = $"{whose}reason",
                at = now.UtcTicks,
                Both,
                witnessed = $"{whose}witnessed",
                version = $"{whose}version",
            },
            transaction);
        var at = Timestamp.FromDateTimeOffset(now);
        var summary = new HostSummary
        {
            State = "paused",
            Commit = new Commit { Id = Both, Subject = $"{whose}subject", Author = $"{whose}author", SignedBy = $"{whose}signer", AuthoredAt = at },
            WaitingCommit = NovaOnly,
            WaitingReason = $"{whose}waits",
            Pause = new Pause { Who = $"{whose}pauser", Reason = $"{whose}pause", Since = at, Until = at },
            Warnings = { $"{whose}warning" },
            Release = $"{whose}release",
        };
        var inventory = new ResourceReference { Resource = $"file/{whose}resource", Origin = $"hosts/{whose}origin.yaml:1:1" };
        await connection.ExecuteAsync(
            "INSERT INTO host_reports (host, summary, inventory) VALUES (@host, @summary, @inventory)",
            new { host, summary = summary.ToByteArray(), inventory = Inventory.Pack([inventory]) }, transaction);
        await connection.ExecuteAsync(
            "INSERT INTO concerns (host, resource, condition, message, origin, failure_kind, since) VALUES (@host, @resource, 'held', @message, @origin, @kind, 1)",
            new { host, resource = $"package/{whose}concern", message = $"{whose}message", origin = $"hosts/{whose}place.yaml:1:1", kind = $"{whose}kind" }, transaction);
        foreach (ulong sequence in new[] { 1, 2 })
        {
            await EventAsync(connection, transaction, host, sequence, Drift(whose, sequence, now));
        }
    }

    private static Task<int> TurnsAsync(DbConnection connection, DbTransaction transaction, DateTimeOffset now) => connection.ExecuteAsync(
        """
        INSERT INTO turns (host, state, purpose, since, until, reason, detail)
        VALUES ('acmehost', 'waiting', 'acmepurpose', @at, NULL, 'waits for another host', 'waits for novaahead'), (@Host, 'holding', 'novapurpose', @at, @at, '', '')
        """,
        new { Host, at = now.UtcTicks }, transaction);

    private static async Task RunsOthersAsync(DbConnection connection, DbTransaction transaction, DateTimeOffset now)
    {
        var at = Timestamp.FromDateTimeOffset(now);
        var summary = new HostSummary { Commit = new Commit { Id = NovaOnly, Subject = "novachange", Author = "novawriter", SignedBy = "novakey", AuthoredAt = at, AppliedAt = at } };
        await connection.ExecuteAsync("INSERT INTO host_reports (host, summary) VALUES (@AcmeAbsent, @summary)", new { AcmeAbsent, summary = summary.ToByteArray() }, transaction);
        await EventAsync(connection, transaction, AcmeAbsent, 1, CommitNews(NovaOnly, 1, "accepted", "novachange", now));
        await EventAsync(connection, transaction, AcmeAbsent, 2, CommitNews(NovaOnly, 2, "converged", "novachange: 3 changes", now));
        await EventAsync(connection, transaction, AcmeAbsent, 3, CommitNews(Both, 3, "accepted", "acmechange", now));
    }

    private static Event CommitNews(string commit, ulong sequence, string action, string summary, DateTimeOffset now) =>
        new() { Sequence = sequence, At = Timestamp.FromDateTimeOffset(now), Kind = "commit", Action = action, Summary = summary, Commit = commit };

    private static Event Drift(string whose, ulong sequence, DateTimeOffset now) => new()
    {
        Sequence = sequence,
        At = Timestamp.FromDateTimeOffset(now),
        Kind = "drift",
        Resource = $"file/{whose}event",
        Summary = $"{whose}summary",
        Origin = $"hosts/{whose}cause.yaml:1:1",
        LikelyBy = $"{whose}likely",
        Action = $"{whose}action",
        Differences = { new Difference { Attribute = $"{whose}attribute", Before = $"{whose}before", After = $"{whose}after" } },
    };

    private static Task<long> EventAsync(DbConnection connection, DbTransaction transaction, string host, ulong sequence, Event told) => connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body)
        VALUES (@host, 'l', @sequence, @at, @at, @Kind, @Resource, @Action, @Summary, @body) RETURNING id
        """,
        new { host, sequence = (long)sequence, at = told.At.ToDateTimeOffset().UtcTicks, told.Kind, told.Resource, told.Action, told.Summary, body = told.ToByteArray() },
        transaction);
}
