using System.Net;
using Dapper;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using Mint.UnitTests.Coordinator.Access.People;
using NUnit.Framework;
using AgentLinkService = Mint.Protocol.V1.AgentLinkService;
using FleetAdminService = Mint.Protocol.V1.FleetAdminService;
using FleetService = Mint.Protocol.V1.FleetService;

namespace Mint.UnitTests.Coordinator.Access;

/// <summary>Every call for people and tools, by everybody, over gRPC and over HTTP. A call that is new fails here until it has its line in the table.</summary>
public sealed class RpcWalkTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Fresh = "FRESH";

    // Who may, and a request that passes for who may.
    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["FleetService.GetFleet"] = new(Role.Viewer),
        ["FleetService.ListHosts"] = new(Role.Viewer),
        ["FleetService.GetHost"] = new(Role.Viewer, """{"host":"acme-01"}"""),
        ["FleetService.ListResources"] = new(Role.Viewer, """{"host":"acme-01"}"""),
        ["FleetService.ListDrift"] = new(Role.Viewer),
        ["FleetService.ListCommits"] = new(Role.Viewer),
        ["FleetService.GetCommit"] = new(Role.Viewer, $$"""{"commit":"{{Commit}}"}"""),
        ["FleetService.ListHolds"] = new(Role.Viewer),
        ["FleetService.ListEvents"] = new(Role.Viewer),
        ["FleetService.ListMeshes"] = new(Role.Viewer),
        ["FleetService.Watch"] = new(Role.Viewer),
        ["FleetAdminService.AddHost"] = new(Role.Admin, """{"host":"acme-01"}"""),
        ["FleetAdminService.RevokeHost"] = new(Role.Admin, """{"host":"acme-01"}"""),
        ["FleetAdminService.WakeHosts"] = new(Role.Operator, """{"filter":"customer:acme"}"""),
        ["FleetAdminService.RequestReport"] = new(Role.Operator, """{"host":"acme-01"}"""),
        ["FleetAdminService.GetRollout"] = new(Role.Viewer),
        ["FleetAdminService.HoldRollout"] = new(Role.Operator, """{"reason":"a test"}""", OfWholeFleet: true),
        ["FleetAdminService.PromoteRollout"] = new(Role.Operator, """{"reason":"a test"}""", OfWholeFleet: true),
        ["FleetAdminService.ListTurns"] = new(Role.Viewer),
        ["FleetAdminService.EndTurn"] = new(Role.Operator, """{"host":"acme-03","reason":"a test"}""", Before: (c, _) => c.HoldTurnAsync("acme-03")),
        ["FleetAdminService.CreateApiToken"] = new(Role.Admin, $$"""{"name":"{{Fresh}}","role":"viewer","customers":["acme"]}"""),
        ["FleetAdminService.ListApiTokens"] = new(Role.Admin),
        ["FleetAdminService.RevokeApiToken"] = new(Role.Admin, $$"""{"name":"{{Fresh}}"}""", Before: (c, name) => c.ApiTokenAsync(name, Role.Viewer, "acme")),
    };

    private static readonly string[] ForPeople = [FleetService.Descriptor.Name, FleetAdminService.Descriptor.Name];
    private static readonly string[] ForAgents = [AgentLinkService.Descriptor.Name, EnrolmentService.Descriptor.Name];

    // On a host, between the agent and its command line.
    private static readonly string[] Elsewhere = [ControlService.Descriptor.Name];

    private readonly List<Person> callers = [];
    private TestCoordinator coordinator = null!;
    private CallInvoker channel = null!;
    private HttpClient http = null!;
    private int fresh;

    public static IEnumerable<string> Calls => Rpc.Of(ForPeople).Select(r => r.Name);

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await ApiCoordinator.Create().StartAsync();
        (channel, http) = (coordinator.Channel(coordinator.Api), coordinator.Http());
        await coordinator.Get<WriteQueue>().WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync("INSERT INTO hosts (name, expected, customer, enrolled_at) VALUES ('acme-01', TRUE, 'acme', 1), ('acme-03', TRUE, 'acme', 1)", transaction: transaction);
                await connection.ExecuteAsync("INSERT INTO commits (id, parent, subject, author, authored_at, signed_by, seen_at, position) VALUES (@Commit, '', '', '', 1, '', 1, 1)", new { Commit }, transaction);
                await connection.ExecuteAsync("INSERT INTO commit_hosts (commit_id, host, position, ring) VALUES (@Commit, 'acme-01', 1, '')", new { Commit }, transaction);
            },
            CancellationToken.None);
        callers.Add(new("nobody", [], null));
        callers.Add(new("garbage", ApiCoordinator.Bearer("mint_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), null));
        var wish = new TokenWish("expired", Role.Admin, [], TimeSpan.FromSeconds(1));
        callers.Add(new("expired token", ApiCoordinator.Bearer((await coordinator.Get<ApiTokens>().MakeAsync(wish, CancellationToken.None))!.Value.Text), null));
        callers.Add(new("revoked token", ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("revoked", Role.Admin)), null));
        await coordinator.Get<ApiTokens>().RevokeAsync("revoked", CancellationToken.None);
        var cookie = await coordinator.Get<PersonSessions>().CookieAsync("anna", Role.Admin);
        callers.Add(new("admin's browser", new Metadata { { "cookie", $"{PersonAuthentication.Cookie}={cookie}" } }, null));
        foreach (var role in Enum.GetValues<Role>())
        {
            callers.Add(new(role.Word(), ApiCoordinator.Bearer(await coordinator.ApiTokenAsync(role.Word(), role)), role));
            callers.Add(new($"{role.Word()} of acme", ApiCoordinator.Bearer(await coordinator.ApiTokenAsync($"acme-{role.Word()}", role, "acme")), role, IsLimited: true));
        }

        coordinator.Time.Advance(TimeSpan.FromSeconds(2));
    }

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public void Rules_OfCalls_AreWhole() => Assert.That(Rules.Keys, Is.EquivalentTo(Calls));

    [Test]
    public void Services_OfTheProtoFiles_HaveTheirSide() =>
        Assert.That(Rpc.Services.Select(s => s.Name), Is.EquivalentTo((string[])[.. ForPeople, .. ForAgents, .. Elsewhere]), "a new one needs its side, and its rules here");

    [TestCaseSource(nameof(Calls))]
    public async Task Call_ByEverybody_PassesByItsRuleOnBothWays(string name)
    {
        var call = Rpc.Of(ForPeople).Single(r => r.Name == name);
        Assert.That(Rules.TryGetValue(name, out var rule), Is.True, "it has no rule yet");
        var wrong = new List<string>();
        foreach (var caller in callers)
        {
            // Who fails too often has to wait; each of these counts from the beginning.
            coordinator.Time.Advance(TimeSpan.FromSeconds(10));
            var expected = rule!.For(caller);
            var grpc = await call.CallAsync(channel, await RequestAsync(rule), caller.Headers);
            var json = await call.SendAsync(http, coordinator.Api, await RequestAsync(rule), caller.Headers);
            if (grpc.Status != expected || json.Status != Rpc.Http(expected))
            {
                wrong.Add($"{caller.Name}: expected {expected}, gRPC says {grpc}, HTTP says {json}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Refusal_OfAToken_IsASecurityEvent()
    {
        coordinator.Time.Advance(TimeSpan.FromMinutes(2));
        var before = (await coordinator.EventsAsync("security")).Count;
        var (status, _) = await Rpc.Of(FleetService.Descriptor.Name).First().CallAsync(channel, "{}", callers.Single(c => c.Name == "revoked token").Headers);

        Assert.That(status, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That((await coordinator.EventsAsync("security")).Skip(before), Has.One.Contains("|api-token-refused|127.0.0.1 tried to log in: "));
    }

    [Test]
    public async Task Refusal_ForTheRole_NamesBoth()
    {
        var call = Rpc.Of(FleetAdminService.Descriptor.Name).Single(r => r.Name == "FleetAdminService.WakeHosts");
        var (_, why) = await call.CallAsync(channel, """{"filter":"all:yes"}""", callers.Single(c => c.Name == "viewer").Headers);

        Assert.That(why, Is.EqualTo("this needs the role operator; the token viewer has the role viewer"));
    }

    [Test]
    public async Task Side_OfTheOtherListener_ServesNoCallOfThisOne()
    {
        using var certificate = await coordinator.EnrolAsync("acme-02");
        var (agents, admin) = (coordinator.Channel(coordinator.Agents, certificate), callers.Single(c => c.Name == "admin").Headers);
        var served = new List<string>();
        foreach (var call in Rpc.Of([.. ForAgents, .. Elsewhere]))
        {
            served.AddRange(await call.CallAsync(channel, "{}", admin) is { Status: not StatusCode.Unimplemented } answer ? [$"{call.Name} for people: {answer}"] : []);
        }

        foreach (var call in Rpc.Of(ForPeople))
        {
            var request = await RequestAsync(Rules[call.Name]);
            served.AddRange(await call.CallAsync(agents, request, admin) is { Status: not StatusCode.Unimplemented } answer ? [$"{call.Name} for agents: {answer}"] : []);
            served.AddRange(await call.SendAsync(http, coordinator.Agents, request, admin) is { Status: not HttpStatusCode.NotFound } json ? [$"{call.Name} for agents: {json}"] : []);
        }

        Assert.That(served, Is.Empty);
    }

    private async Task<string> RequestAsync(Rule rule)
    {
        var name = $"fresh-{fresh++}";
        await rule.Before(coordinator, name);
        return rule.Request.Replace(Fresh, name, StringComparison.Ordinal);
    }

    private sealed record Person(string Name, Metadata Headers, Role? Role, bool IsLimited = false);

    private sealed record Rule(Role Least, string Request = "{}", bool OfWholeFleet = false, Func<TestCoordinator, string, Task>? Before = null)
    {
        public Func<TestCoordinator, string, Task> Before { get; } = Before ?? ((_, _) => Task.CompletedTask);

        public StatusCode For(Person caller) => caller.Role is not { } role ? StatusCode.Unauthenticated
            : role < Least || (OfWholeFleet && caller.IsLimited) ? StatusCode.PermissionDenied
            : StatusCode.OK;
    }
}
