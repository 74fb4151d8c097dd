using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core;
using Microsoft.IdentityModel.Tokens;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>ID tokens that are exchanged for a session, and what such a session may.</summary>
public sealed class DeviceLoginTests
{
    private StandInProvider provider = null!;
    private TestCoordinator coordinator = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        provider = await StandInProvider.StartAsync();
        coordinator = new TestCoordinator();
        coordinator.Options = coordinator.Options with { Oidc = provider.Options };
        await coordinator.StartAsync();
    }

    [SetUp]
    public void Wait()
    {
        // So that failed tries of one test do not keep the next one out.
        coordinator.Time.Advance(TimeSpan.FromMinutes(1));
        provider.UserInfo.Clear();
        provider.UserInfo["sub"] = "0815";
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await coordinator.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Test]
    public async Task Methods_NameTheProviderAndTheClientOfTheCommandLine()
    {
        using var answer = await coordinator.Http().GetAsync(new Uri(coordinator.Api, DeviceLogin.MethodsPath));
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        var root = said.RootElement;
        Assert.That(
            (root.GetProperty("method").GetString(), root.GetProperty("issuer").GetString(), root.GetProperty("client_id").GetString(), root.GetProperty("scopes").GetArrayLength()),
            Is.EqualTo(("device", provider.Issuer, "mint-cli", 2)));
    }

    [Test]
    public async Task Methods_WithoutAProvider_AreTokensAlone()
    {
        await using var other = await new TestCoordinator().StartAsync();

        Assert.That(await other.Http().GetStringAsync(new Uri(other.Api, DeviceLogin.MethodsPath)), Is.EqualTo("""{"method":"token"}"""));
        using var form = new FormUrlEncodedContent([]);
        using var answer = await other.Http().PostAsync(new Uri(other.Api, DeviceLogin.ExchangePath), form);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Exchange_AGoodToken_IsACallerWithRoleAndScope()
    {
        var session = await InAsync(("groups", new[] { "acme-ops" }));
        var headers = ApiCoordinator.Bearer(session);

        Assert.DoesNotThrowAsync(async () => await coordinator.Admin().WakeHostsAsync(new WakeHostsRequest { Filter = "all:yes" }, headers));
        var refused = Assert.ThrowsAsync<RpcException>(async () => await coordinator.Admin().AddHostAsync(new AddHostRequest { Host = "web-01" }, headers));
        Assert.That((refused?.StatusCode, refused?.Status.Detail), Is.EqualTo((StatusCode.PermissionDenied, "this needs the role admin; anna has the role operator")));
        refused = Assert.ThrowsAsync<RpcException>(async () => await coordinator.Admin().HoldRolloutAsync(new HoldRolloutRequest { Reason = "x" }, headers));
        Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.PermissionDenied), "a rollout moves more than acme");
        Assert.That(await coordinator.EventsAsync("audit"), Has.Some.EqualTo("|login|anna: logged in on the command line with the identity provider, as operator, from 127.0.0.1"));
    }

    [Test]
    public async Task Exchange_AnAdmin_IsNamedInTheAuditLog()
    {
        var headers = ApiCoordinator.Bearer(await InAsync());

        await coordinator.Admin().AddHostAsync(new AddHostRequest { Host = "web-01" }, headers);

        Assert.That(await coordinator.EventsAsync("audit"), Has.Some.StartsWith("web-01|").And.Some.Contain("|anna: "));
    }

    [Test]
    public async Task Exchange_RolesOfTheUserInfo_Count()
    {
        provider.UserInfo["realm_access"] = new { roles = new[] { "acme-ops" } };

        using var answer = await ExchangeAsync(Token(("groups", null)), "access");
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.That((said.RootElement.GetProperty("role").GetString(), said.RootElement.GetProperty("customers")[0].GetString()), Is.EqualTo(("operator", "acme")));
    }

    [Test]
    public async Task Exchange_UserInfoOfSomebodyElse_IsRefused()
    {
        provider.UserInfo["sub"] = "4711";

        using var answer = await ExchangeAsync(Token(), "access");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Exchange_WithoutARole_SaysWhichThereAre()
    {
        using var answer = await ExchangeAsync(Token(("groups", "other")));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("knows you as anna").And.Contain("acme-ops, mint-admin").And.Contain("ask whoever runs this coordinator"));
    }

    [TestCase("aud", "mint")]
    [TestCase("aud", null)]
    [TestCase("iss", "https://elsewhere.example")]
    [TestCase("azp", "another")]
    [TestCase("sub", null)]
    [TestCase("iat", null)]
    [TestCase("exp", null)]
    [TestCase("typ", "Bearer")]
    [TestCase("events", "logout")]
    public async Task Exchange_ATokenWithAWrongClaim_IsRefused(string claim, string? value) => await RefusedAsync(Token((claim, value)));

    [Test]
    public async Task Exchange_AnOldToken_IsRefused() =>
        await RefusedAsync(Token(("iat", coordinator.Time.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds())));

    [Test]
    public async Task Exchange_AForgedToken_IsRefused()
    {
        using var other = RSA.Create(2048);
        var claims = Claims();
        await RefusedAsync(StandInProvider.Sign(claims, new SigningCredentials(new RsaSecurityKey(other) { KeyId = "1" }, SecurityAlgorithms.RsaSha256)));
        await RefusedAsync(StandInProvider.Sign(claims, provider.SigningWithPublicKey));
        await RefusedAsync(StandInProvider.Sign(claims, null));
        await RefusedAsync("");
    }

    [Test]
    public async Task Exchange_TheSameTokenAgain_IsRefused()
    {
        var token = Token();
        using var first = await ExchangeAsync(token);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        await RefusedAsync(token);
    }

    [Test]
    public async Task Exchange_AfterTenFailures_Waits()
    {
        for (var i = 0; i < TryLimiter.Most; i++)
        {
            await RefusedAsync("x");
        }

        using var answer = await ExchangeAsync(Token());
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Session_OnTheCommandLine_IsNoCookie_AndACookieIsNoToken()
    {
        using var browser = new Browser(coordinator) { Cookie = await InAsync() };
        using var asked = await browser.GetAsync("/");
        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.Found));

        var (cookie, _) = await coordinator.Get<PersonSessions>().BeginAsync(new Caller("anna", Role.Admin, []), ProviderLogin.None, SessionKind.Pages, default);
        await OutAsync(cookie);
    }

    [Test]
    public async Task Session_ThatIsUnusedOrOld_IsOver()
    {
        var idle = await InAsync();
        coordinator.Time.Advance(coordinator.Options.SessionIdle);
        await OutAsync(idle);

        var used = await InAsync();
        for (var hours = 0; hours < 21; hours += 7)
        {
            coordinator.Time.Advance(TimeSpan.FromHours(7));
            await coordinator.Admin().ListApiTokensAsync(new ListApiTokensRequest(), ApiCoordinator.Bearer(used));
        }

        coordinator.Time.Advance(TimeSpan.FromHours(3));
        await OutAsync(used);
    }

    [Test]
    public async Task End_ASession_IsOverAtOnce_AndAnApiTokenIsNot()
    {
        var session = await InAsync();
        using var ended = await EndAsync(session);
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await OutAsync(session);

        var token = await coordinator.ApiTokenAsync(Guid.NewGuid().ToString("N"), Role.Admin);
        using var kept = await EndAsync(token);
        Assert.That(kept.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        await coordinator.Admin().ListApiTokensAsync(new ListApiTokensRequest(), ApiCoordinator.Bearer(token));
    }

    [Test]
    public async Task Watch_OfASessionThatEnds_Ends()
    {
        var session = await InAsync();
        // An API token of the same name does not keep the person in.
        await coordinator.ApiTokenAsync("anna", Role.Admin);
        using var call = new FleetService.FleetServiceClient(coordinator.Channel(coordinator.Api)).Watch(new WatchRequest(), ApiCoordinator.Bearer(session));
        Assert.That(await call.ResponseStream.MoveNext(default), Is.True);

        Assert.That(await coordinator.Get<PersonSessions>().EndOfAsync("anna", default), Is.Positive);

        var ended = Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var within = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var next = call.ResponseStream.MoveNext(within.Token);
            while (!next.IsCompleted)
            {
                coordinator.Time.Advance(TimeSpan.FromSeconds(16));
                await Task.WhenAny(next, Task.Delay(20));
            }

            await next;
        });
        Assert.That((ended?.StatusCode, ended?.Status.Detail), Is.EqualTo((StatusCode.Unauthenticated, "the API token was revoked or has expired, or the login is over")));
    }

    // The provider's time is the machine's; what the coordinator compares with its own is made for that.
    private Dictionary<string, object> Claims(params (string Name, object? Value)[] others) => provider.Claims(
        DateTimeOffset.UtcNow, [("aud", "mint-cli"), ("iat", coordinator.Time.GetUtcNow().ToUnixTimeSeconds()), ("jti", Guid.NewGuid().ToString()), .. others]);

    private string Token(params (string Name, object? Value)[] others) => StandInProvider.Sign(Claims(others), provider.Signing);

    private async Task<HttpResponseMessage> ExchangeAsync(string token, string accessToken = "")
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("id_token", token), KeyValuePair.Create("access_token", accessToken)]);
        return await coordinator.Http().PostAsync(new Uri(coordinator.Api, DeviceLogin.ExchangePath), form);
    }

    private async Task<string> InAsync(params (string Name, object? Value)[] others)
    {
        using var answer = await ExchangeAsync(Token(others));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        using var said = JsonDocument.Parse(text);
        return said.RootElement.GetProperty("token").GetString() ?? "";
    }

    private async Task RefusedAsync(string token)
    {
        using var answer = await ExchangeAsync(token);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> EndAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(coordinator.Api, DeviceLogin.EndPath)) { Headers = { Authorization = new("Bearer", token) } };
        return await coordinator.Http().SendAsync(request);
    }

    private async Task OutAsync(string token)
    {
        var refused = Assert.ThrowsAsync<RpcException>(async () => await coordinator.Admin().ListApiTokensAsync(new ListApiTokensRequest(), ApiCoordinator.Bearer(token)));
        Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        await Task.CompletedTask;
    }
}
