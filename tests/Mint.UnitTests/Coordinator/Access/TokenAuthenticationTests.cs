using System.Net;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access;

public sealed class TokenAuthenticationTests
{
    private TestCoordinator coordinator = null!;

    [SetUp]
    public async Task Start() => coordinator = await ApiCoordinator.Create().StartAsync();

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task Call_WithoutAGoodToken_IsUnauthenticated()
    {
        foreach (var header in new[] { "", "Basic YTpi", "Bearer", "Bearer mint_wrong", "Bearer something-else" })
        {
            var refusal = await TryAsync(header.Length == 0 ? [] : new Metadata { { "authorization", header } });

            Assert.That(refusal.StatusCode, Is.EqualTo(StatusCode.Unauthenticated), header);
            Assert.That(refusal.Detail, Does.Contain("API token"), header);
        }
    }

    [Test]
    public async Task Call_WithAnExpiredToken_SaysSo()
    {
        var token = await coordinator.ApiTokenAsync("short", Role.Viewer);
        coordinator.Time.Advance(TimeSpan.FromDays(1));

        var refusal = await TryAsync(ApiCoordinator.Bearer(token));

        Assert.That((refusal.StatusCode, refusal.Detail[..23]), Is.EqualTo((StatusCode.Unauthenticated, "the token short expired")));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("|api-token-refused|127.0.0.1 tried to log in: the token short expired"));
    }

    [Test]
    public async Task Call_WithARevokedToken_IsRefusedAtOnce()
    {
        var token = await coordinator.ApiTokenAsync("gone", Role.Viewer);
        Assert.That((await TryAsync(ApiCoordinator.Bearer(token))).StatusCode, Is.EqualTo(StatusCode.OK));
        Assert.That(await coordinator.Get<ApiTokens>().RevokeAsync("gone", CancellationToken.None), Is.True);

        Assert.That((await TryAsync(ApiCoordinator.Bearer(token))).StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(await coordinator.Get<ApiTokens>().RevokeAsync("gone", CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Call_AfterManyFailedTries_HasToWaitButNotWhoWasKnown()
    {
        var known = await coordinator.ApiTokenAsync("known", Role.Viewer);
        var unseen = await coordinator.ApiTokenAsync("unseen", Role.Viewer);
        await TryAsync(ApiCoordinator.Bearer(known));
        for (var i = 0; i < TryLimiter.Most; i++)
        {
            await TryAsync(ApiCoordinator.Bearer("mint_wrong"));
        }

        Assert.That((await TryAsync(ApiCoordinator.Bearer("mint_wrong"))).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That((await TryAsync(ApiCoordinator.Bearer(unseen))).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That((await TryAsync(ApiCoordinator.Bearer(known))).StatusCode, Is.EqualTo(StatusCode.OK));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Api, "/v1/rollout")) { Headers = { { "authorization", "Bearer mint_wrong" } } };
        using var answer = await coordinator.Http().SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(429));
        Assert.That(answer.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(60)));
        coordinator.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await TryAsync(ApiCoordinator.Bearer(unseen))).StatusCode, Is.EqualTo(StatusCode.OK));
        Assert.That(await coordinator.EventsAsync("security"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Use_OfAToken_IsNotedOnceAMinute()
    {
        var token = ApiCoordinator.Bearer(await coordinator.ApiTokenAsync("busy", Role.Viewer));
        var first = coordinator.Time.GetUtcNow();
        await TryAsync(token);
        coordinator.Time.Advance(TimeSpan.FromSeconds(59));
        await TryAsync(token);
        Assert.That((await coordinator.Get<ApiTokens>().ListAsync(CancellationToken.None)).Single().LastUsedAt, Is.EqualTo(first.UtcTicks));

        coordinator.Time.Advance(TimeSpan.FromSeconds(1));
        await TryAsync(token);
        Assert.That((await coordinator.Get<ApiTokens>().ListAsync(CancellationToken.None)).Single().LastUsedAt, Is.EqualTo(coordinator.Time.GetUtcNow().UtcTicks));
    }

    [Test]
    public async Task Make_WithANameInUse_WaitsUntilItIsFree()
    {
        var first = await coordinator.ApiTokenAsync("ci", Role.Viewer);
        var tokens = coordinator.Get<ApiTokens>();
        var wish = new TokenWish("ci", Role.Operator, [], TimeSpan.FromDays(1));

        Assert.That(await tokens.MakeAsync(wish, CancellationToken.None), Is.Null);
        Assert.That((await TryAsync(ApiCoordinator.Bearer(first))).StatusCode, Is.EqualTo(StatusCode.OK));
        await tokens.RevokeAsync("ci", CancellationToken.None);
        Assert.That(await tokens.MakeAsync(wish, CancellationToken.None), Is.Not.Null);
        Assert.That((await TryAsync(ApiCoordinator.Bearer(first))).StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task Path_WithoutAToken_IsClosedUnlessItIsOpen()
    {
        var client = coordinator.Http();
        var answers = new Dictionary<string, HttpStatusCode>();
        foreach (var path in new[] { "/healthz", "/hooks/gitea", "/healthzz", "/metrics", "/openapi/v1.json", "/v1/tokens" })
        {
            using var answer = await client.GetAsync(new Uri(coordinator.Api, path));
            answers.Add(path, answer.StatusCode);
        }

        Assert.That(answers.Where(a => a.Value != HttpStatusCode.Unauthorized).Select(a => a.Key), Is.EqualTo(new[] { "/healthz", "/hooks/gitea", "/metrics" }), "this machine itself may read metrics");
    }

    private async Task<Status> TryAsync(Metadata headers)
    {
        try
        {
            await coordinator.Admin().GetRolloutAsync(new GetRolloutRequest(), headers);
            return Status.DefaultSuccess;
        }
        catch (RpcException refused)
        {
            return refused.Status;
        }
    }
}
