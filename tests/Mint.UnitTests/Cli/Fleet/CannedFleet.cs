using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>A fleet of a few hosts in which a bit of everything is wrong.</summary>
internal static class CannedFleet
{
    public const string Head = "4f2a1c0d0e0f4f2a1c0d0e0f4f2a1c0d0e0f4f2a";
    public const string Older = "9c1d2e3f0e0f4f2a1c0d0e0f4f2a1c0d0e0f4f2a";

    public static void Fill(FakeCoordinator coordinator)
    {
        coordinator.Answer<GetFleetRequest>(_ => Fleet());
        coordinator.Answer<ListHostsRequest>(r => new ListHostsResponse { Hosts = { Hosts() }, Total = 5 });
        coordinator.Answer<GetHostRequest>(_ => OneHost());
        coordinator.Answer<ListDriftRequest>(_ => new ListDriftResponse { Drift = { Drift() } });
        coordinator.Answer<ListEventsOfFleetRequest>(_ => new ListEventsOfFleetResponse { Events = { Events() } });
        coordinator.Answer<ListCommitsRequest>(_ => new ListCommitsResponse { Commits = { Progress(), Refused(), Everywhere() } });
        coordinator.Answer<GetCommitRequest>(_ => OneCommit());
        coordinator.Answer<ListHoldsRequest>(_ => new ListHoldsResponse { Holds = { Holds() } });
        coordinator.Answer<GetRolloutRequest>(_ => Rollout());
        coordinator.Answer<ListTurnsRequest>(_ => new ListTurnsResponse { Turns = { Turns() } });
        coordinator.Answer<ListMeshesRequest>(_ => new ListMeshesResponse { Meshes = { Meshes() } });
        coordinator.Answer<EndTurnRequest>(_ => new EndTurnResponse());
        coordinator.Answer<HoldRolloutRequest>(r => new HoldRolloutResponse { Rollout = Held(r.Reason) });
        coordinator.Answer<PromoteRolloutRequest>(_ => new PromoteRolloutResponse { Rollout = Rollout() });
        coordinator.Answer<AddHostRequest>(r => new AddHostResponse
        {
            Token = "enrol-once",
            ExpiresAt = Ago(TimeSpan.FromHours(-24)),
            Coordinator = "https://mint.example.com:8443",
            Command = $"mint-agent enrol --coordinator https://mint.example.com:8443 --host {r.Host} --token enrol-once",
        });
        coordinator.Answer<RevokeHostRequest>(_ => new RevokeHostResponse());
        coordinator.Answer<WakeHostsRequest>(_ => new WakeHostsResponse { Woken = { "web-01", "web-02" }, Unreachable = { "nova-03" } });
        coordinator.Answer<CreateApiTokenRequest>(r => new CreateApiTokenResponse
        {
            Token = "mint_new",
            Details = new ApiToken { Name = r.Name, Role = r.Role, Customers = { r.Customers }, ExpiresAt = Ago(TimeSpan.FromDays(-90)) },
        });
        coordinator.Answer<ListApiTokensRequest>(_ => new ListApiTokensResponse { Tokens = { Tokens() } });
        coordinator.Answer<RevokeApiTokenRequest>(_ => new RevokeApiTokenResponse());
    }

    public static Timestamp Ago(TimeSpan age) => (MintRun.Now - age).ToTimestamp();

    public static GetFleetResponse Fleet() => new()
    {
        Sentence = "2 of 5 hosts run 4f2a1c0; 1 held for tonight's window; nova-03 has been silent for 26 min",
        Head = Commit(),
        Hosts = 5,
        HostsAtHead = 2,
        Connected = 3,
        States =
        {
            new StateCount { State = "silent", Hosts = 1 },
            new StateCount { State = "converged", Hosts = 2 },
            new StateCount { State = "held", Hosts = 1 },
            new StateCount { State = "failed", Hosts = 1 },
            new StateCount { State = "drifted", Hosts = 0 },
        },
        DriftLastDay = 3,
        SyncedAt = Ago(TimeSpan.FromSeconds(12)),
        CoordinatorVersion = "0.1.0",
    };

    public static GetFleetResponse Calm() => new()
    {
        Sentence = "all 2 hosts run 4f2a1c0",
        Head = Commit(),
        Hosts = 2,
        HostsAtHead = 2,
        Connected = 2,
        States = { new StateCount { State = "converged", Hosts = 2 } },
        SyncedAt = Ago(TimeSpan.FromSeconds(12)),
        CoordinatorVersion = "0.1.0",
    };

    public static Commit Commit() => new()
    {
        Id = Head,
        Subject = "Open 8069 for acme",
        Author = "anna",
        AuthoredAt = Ago(TimeSpan.FromMinutes(3)),
        SignedBy = "anna@laptop (ssh)",
        Branch = "main",
    };

    public static IEnumerable<Host> Hosts() =>
    [
        Host("acme-01", "held", "package linux-image-amd64 waits for window sat 22:00-02:00"),
        Host("nova-03", "silent", "nothing heard for 26 min; it reports every 5 min", connected: false),
        Host("web-01", "converged", ""),
        Host("web-02", "converged", ""),
        Host("web-03", "failed", "service nginx: nginx -t: unknown directive \"srever\""),
    ];

    public static Host Host(string name, string state, string reason, bool connected = true) => new()
    {
        Name = name,
        State = state,
        Reason = reason,
        Customer = "acme",
        Groups = { "base", "web" },
        Ring = "canary",
        Commit = Head,
        ResourcesOk = 213,
        ResourcesFailed = state == "failed" ? 1u : 0,
        ResourcesHeld = state == "held" ? 1u : 0,
        Connected = connected,
        LastSeenAt = Ago(TimeSpan.FromMinutes(connected ? 0 : 26)),
        AgentVersion = "0.9.1",
        StateSince = Ago(TimeSpan.FromMinutes(20)),
    };

    public static GetHostResponse OneHost() => new()
    {
        Host = Host("web-03", "failed", "service nginx failed"),
        Summary = new HostSummary
        {
            State = "failed",
            Commit = Commit(),
            AppliedIn = Duration.FromTimeSpan(TimeSpan.FromSeconds(1.8)),
            RefusedCommit = Older,
            RefusedReason = "it is not signed by an allowed signer (unsigned)",
            WaitingCommit = "77aa88bb99",
            WaitingReason = "its ring, web, waits for canary to soak until 14:20",
            Pause = new Pause { Who = "anna", Reason = "restoring the shop", Since = Ago(TimeSpan.FromHours(1)), Until = Ago(TimeSpan.FromHours(-2)) },
            Warnings = { "Git can't be reached since 13:40: connection refused" },
            Release = "debian 13",
            StartedAt = Ago(TimeSpan.FromHours(5)),
            ResidentMib = 34,
        },
        Concerns =
        {
            new Concern { Resource = "package/linux-image-amd64", Condition = "held", Message = "wait for window sat 22:00-02:00", Until = Ago(TimeSpan.FromDays(-4)) },
            new Concern
            {
                Resource = "service/nginx",
                Condition = "failed",
                Message = "nginx -t: unknown directive \"srever\"",
                Origin = "groups/web.yaml:12:3",
                FailureKind = "needs-person",
            },
        },
        EnrolledAt = Ago(TimeSpan.FromDays(30)),
        CertificateExpiresAt = Ago(TimeSpan.FromDays(-5)),
        WitnessedCommit = Head,
        Outbox = 7,
    };

    public static IEnumerable<HostEvent> Drift() => [DriftEvent(42, "web-01"), DriftEvent(40, "acme-01")];

    public static HostEvent DriftEvent(ulong id, string host) => new()
    {
        Id = id,
        Host = host,
        ReceivedAt = Ago(TimeSpan.FromMinutes(60)),
        Event = new Event
        {
            Sequence = 8,
            At = Ago(TimeSpan.FromHours(id == 40 ? 24 : 1)),
            Kind = "drift",
            Resource = "file//etc/nginx/nginx.conf",
            Origin = "groups/web.yaml:12:3",
            Action = "repaired",
            Took = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.6)),
            LikelyBy = "bob (ssh from 10.42.0.9, sudo vi)",
            Differences = { new Difference { Attribute = "content", Before = "worker_connections 64;\nevents;\n", After = "worker_connections 1024;\nevents;\n" } },
        },
    };

    public static IEnumerable<HostEvent> Events() =>
    [
        new HostEvent
        {
            Id = 43,
            ReceivedAt = Ago(TimeSpan.FromMinutes(2)),
            Event = new Event { At = Ago(TimeSpan.FromMinutes(2)), Kind = "security", Summary = "a second machine shows the certificate of web-01; it was refused" },
        },
        DriftEvent(42, "web-01"),
        new HostEvent
        {
            Id = 41,
            Host = "web-01",
            ReceivedAt = Ago(TimeSpan.FromHours(2)),
            Event = new Event { At = Ago(TimeSpan.FromHours(2)), Kind = "commit", Summary = "4f2a1c0 \"Open 8069 for acme\" 3 changes, 1.8 s", Commit = Head },
        },
    ];

    public static CommitProgress Progress() => new()
    {
        Commit = Commit(),
        SeenAt = Ago(TimeSpan.FromMinutes(3)),
        Hosts = { new StateCount { State = "applied", Hosts = 2 }, new StateCount { State = "held", Hosts = 1 }, new StateCount { State = "failed", Hosts = 1 }, new StateCount { State = "silent", Hosts = 1 } },
    };

    public static CommitProgress Refused() => new()
    {
        Commit = new Commit { Id = "77aa88bb99", Subject = "Try something", Author = "mallory", AuthoredAt = Ago(TimeSpan.FromHours(1)) },
        SeenAt = Ago(TimeSpan.FromHours(1)),
        RefusedReason = "it is not signed by an allowed signer (unsigned)",
    };

    public static CommitProgress Everywhere() => new()
    {
        Commit = new Commit { Id = Older, Subject = "Add anna", Author = "bob", AuthoredAt = Ago(TimeSpan.FromDays(2)) },
        SeenAt = Ago(TimeSpan.FromDays(2)),
        Hosts = { new StateCount { State = "applied", Hosts = 5 } },
        ConvergedIn = Duration.FromTimeSpan(TimeSpan.FromSeconds(8.4)),
    };

    public static GetCommitResponse OneCommit() => new()
    {
        Progress = Progress(),
        Hosts =
        {
            new CommitHost { Host = "web-01", State = "applied", Ring = "canary", AppliedAt = Ago(TimeSpan.FromMinutes(2)) },
            new CommitHost { Host = "acme-01", State = "held", Ring = "canary", Reason = "window sat 22:00-02:00 (hosts/acme-01.yaml:41)", Until = Ago(TimeSpan.FromDays(-4)) },
            new CommitHost { Host = "web-03", State = "failed", Ring = "all", Reason = "service nginx: unknown directive \"srever\" (groups/web.yaml:12)" },
            new CommitHost { Host = "nova-03", State = "silent", Ring = "all", Reason = "nothing heard for 26 min" },
        },
    };

    public static IEnumerable<Turn> Turns() =>
    [
        new Turn { Host = "acme-01", State = "overdue", Purpose = "reboot/host", Since = Ago(TimeSpan.FromHours(3)), Until = Ago(TimeSpan.FromHours(2.5)), Reason = "has not come back from its turn since 2026-11-24 10:35 UTC" },
        new Turn { Host = "web-01", State = "holding", Purpose = "reboot/host", Since = Ago(TimeSpan.FromMinutes(4)), Until = Ago(TimeSpan.FromMinutes(-26)) },
        new Turn { Host = "acme-02", State = "waiting", Purpose = "reboot/host", Since = Ago(TimeSpan.FromHours(1)), Reason = "waits for acme-01, which has not come back from its turn since 2026-11-24 10:35 UTC" },
        new Turn { Host = "web-02", State = "waiting", Purpose = "reboot/host", Since = Ago(TimeSpan.FromMinutes(3)), Reason = "waits for web-01, whose turn it is until 2026-11-24 13:31 UTC" },
    ];

    public static IEnumerable<Mesh> Meshes() =>
    [
        new Mesh
        {
            Network = "mint0",
            Members =
            {
                new MeshMember { Host = "acme-01", State = "converged", PublicKey = "YWNtZS0wMWFjbWUtMDFhY21lLTAxYWNtZS0wMWFjbWU=", Endpoints = { "203.0.113.7:51820" } },
                new MeshMember { Host = "web-01", State = "converged", PublicKey = "d2ViLTAxd2ViLTAxd2ViLTAxd2ViLTAxd2ViLTAxd2U=", SwitchAt = Ago(TimeSpan.FromSeconds(-20)) },
                new MeshMember { Host = "web-03", State = "silent" },
            },
            Edges =
            {
                new MeshEdge { From = "acme-01", To = "web-01", State = "fresh", LastHandshake = Ago(TimeSpan.FromSeconds(40)), ReceivedBytes = 34_000_000, SentBytes = 1_200_000_000, Endpoint = "198.51.100.9:51820" },
                new MeshEdge { From = "acme-01", To = "web-03", State = "stale", LastHandshake = Ago(TimeSpan.FromMinutes(26)), ReceivedBytes = 9_000, SentBytes = 12_000 },
                new MeshEdge { From = "web-01", To = "acme-01", State = "idle", LastHandshake = Ago(TimeSpan.FromMinutes(9)), Endpoint = "203.0.113.7:51820" },
                new MeshEdge { From = "web-01", To = "web-03", State = "never" },
            },
        },
    ];

    public static IEnumerable<HostHold> Holds() =>
    [
        new HostHold { Host = "acme-02", Reason = "restoring the shop", Who = "anna", Since = Ago(TimeSpan.FromDays(3)), Until = Ago(TimeSpan.FromHours(2)) },
        new HostHold
        {
            Host = "acme-01",
            Resource = "package/linux-image-amd64",
            Reason = "wait for window sat 22:00-02:00",
            Since = Ago(TimeSpan.FromHours(5)),
            Until = Ago(TimeSpan.FromDays(-4)),
            Origin = "hosts/acme-01.yaml:41:5",
        },
    ];

    public static GetRolloutResponse Rollout() => new()
    {
        Commit = Commit(),
        State = "rolling",
        Rings =
        {
            new Ring
            {
                Name = "canary",
                State = "soaking",
                Hosts = { new StateCount { State = "applied", Hosts = 2 } },
                ReleasedAt = Ago(TimeSpan.FromMinutes(3)),
                SoakedAt = Ago(TimeSpan.FromMinutes(-7)),
            },
            new Ring { Name = "all", State = "waiting", Hosts = { new StateCount { State = "pending", Hosts = 3 } } },
        },
    };

    public static GetRolloutResponse Held(string reason)
    {
        var rollout = Rollout();
        (rollout.State, rollout.Reason) = ("held", $"held by anna: {reason}");
        return rollout;
    }

    private static IEnumerable<ApiToken> Tokens() =>
    [
        new ApiToken { Name = "anna", Role = "admin", CreatedAt = Ago(TimeSpan.FromDays(9)), ExpiresAt = Ago(TimeSpan.FromDays(-81)), LastUsedAt = Ago(TimeSpan.FromMinutes(1)) },
        new ApiToken { Name = "acme-ci", Role = "operator", Customers = { "acme", "nova" }, CreatedAt = Ago(TimeSpan.FromDays(99)), ExpiresAt = Ago(TimeSpan.FromDays(9)) },
    ];
}
