using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>Logout tokens, good and forged.</summary>
public sealed class BackChannelLogoutTests
{
    private static readonly Dictionary<string, object> Events = new() { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() };

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
    public async Task Begin()
    {
        await coordinator.Get<PersonSessions>().EndOfAsync(person: null, default);
        await BeginAsync("anna", "0815", "session-1");
        await BeginAsync("anna", "0815", "session-2");
        await BeginAsync("berta", "4711", "session-3");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await coordinator.DisposeAsync();
        await provider.DisposeAsync();
    }

    [TestCase("0815", "session-1", 2)]
    [TestCase("0815", null, 1)]
    [TestCase(null, "session-3", 2)]
    [TestCase("0815", "session-3", 3)]
    public async Task Take_AGoodToken_EndsWhatItNames(string? subject, string? session, int left)
    {
        using var answer = await TakeAsync(Token(("sub", subject), ("sid", session)));

        Assert.That((answer.StatusCode, answer.Headers.CacheControl?.NoStore), Is.EqualTo((HttpStatusCode.OK, (bool?)true)));
        Assert.That(await LeftAsync(), Is.EqualTo(left));
    }

    [Test]
    public async Task Take_AGoodToken_LetsNoPageThatIsOpenGoOn()
    {
        var gate = coordinator.Get<StillIn>();
        var people = (await coordinator.Get<PersonSessions>().ListAsync(default)).Select(s => s.Principal("test")).ToList();
        Assert.That(await gate.IsAsync(people[0], default), Is.True);

        using var answer = await TakeAsync(Token(("sid", null)));

        Assert.That((await gate.IsAsync(people[0], default), await gate.IsAsync(people[1], default), await gate.IsAsync(people[2], default)), Is.EqualTo((false, false, true)));
    }

    [Test]
    public async Task Take_TheCommandLinesAudience_Counts()
    {
        using var answer = await TakeAsync(Token(("aud", "mint-cli")));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("aud", "another")]
    [TestCase("aud", null)]
    [TestCase("iss", "https://elsewhere.example")]
    [TestCase("nonce", "n")]
    [TestCase("events", null)]
    [TestCase("events", "logout")]
    [TestCase("jti", null)]
    [TestCase("iat", null)]
    public async Task Take_ATokenWithAWrongClaim_IsRefused(string claim, string? value) => await RefusedAsync(Token((claim, value)));

    [Test]
    public async Task Take_ATokenOfAnotherEventOrOfNobody_IsRefused()
    {
        await RefusedAsync(Token(("events", new Dictionary<string, object> { ["http://schemas.openid.net/event/other"] = new Dictionary<string, object>() })));
        await RefusedAsync(Token(("sub", null), ("sid", null)));
    }

    [TestCase(-301)]
    [TestCase(301)]
    public async Task Take_ATokenOfAnotherTime_IsRefused(int seconds) =>
        await RefusedAsync(Token(("iat", coordinator.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds()), ("exp", coordinator.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds())));

    [Test]
    public async Task Take_AnExpiredToken_IsRefused() =>
        await RefusedAsync(Token(("exp", coordinator.Time.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds())));

    [Test]
    public async Task Take_AForgedToken_IsRefused()
    {
        using var other = RSA.Create(2048);
        var claims = Claims();
        await RefusedAsync(StandInProvider.Sign(claims, new SigningCredentials(new RsaSecurityKey(other) { KeyId = "1" }, SecurityAlgorithms.RsaSha256)));
        await RefusedAsync(StandInProvider.Sign(claims, provider.SigningWithPublicKey));
        await RefusedAsync(StandInProvider.Sign(claims, null));
        await RefusedAsync("eyJ.not.one");
        await RefusedAsync("");
    }

    [Test]
    public async Task Take_AnIdToken_IsRefused() =>
        await RefusedAsync(StandInProvider.Sign(provider.Claims(coordinator.Time.GetUtcNow(), ("nonce", "n"), ("jti", "1")), provider.Signing));

    [Test]
    public async Task Take_TheSameTokenAgain_IsRefused()
    {
        var token = Token();
        using var first = await TakeAsync(token);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await BeginAsync("anna", "0815", "session-1");

        using var again = await TakeAsync(token);

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("taken before"));
        Assert.That(await LeftAsync(), Is.EqualTo(3));
    }

    [Test]
    public async Task Take_OnTheAgentsSide_IsNotThere()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", Token())]);
        using var answer = await coordinator.Http().PostAsync(new Uri(coordinator.Agents, ProviderRegistration.BackChannelPath), form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private Dictionary<string, object> Claims(params (string Name, object? Value)[] others)
    {
        var now = coordinator.Time.GetUtcNow();
        return provider.Claims(now, [("exp", now.AddMinutes(2).ToUnixTimeSeconds()), ("jti", Guid.NewGuid().ToString()), ("events", Events), ("preferred_username", null), ("groups", null), .. others]);
    }

    private string Token(params (string Name, object? Value)[] others) => StandInProvider.Sign(Claims(others), provider.Signing);

    private async Task<HttpResponseMessage> TakeAsync(string token)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
        return await coordinator.Http().PostAsync(new Uri(coordinator.Api, ProviderRegistration.BackChannelPath), form);
    }

    private async Task RefusedAsync(string token)
    {
        using var answer = await TakeAsync(token);
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.That((answer.StatusCode, said.RootElement.GetProperty("error").GetString()), Is.EqualTo((HttpStatusCode.BadRequest, "invalid_request")));
        Assert.That(await LeftAsync(), Is.EqualTo(3));
        Assert.That(await coordinator.EventsAsync("security"), Has.Some.Contain("|logout-refused|"));
    }

    private async Task BeginAsync(string name, string subject, string session) => await coordinator.Get<PersonSessions>().BeginAsync(
        new Caller(name, Role.Viewer, []), new ProviderLogin(provider.Issuer, subject, session, ""), SessionKind.Pages, CancellationToken.None);

    private async Task<int> LeftAsync() => (await coordinator.Get<PersonSessions>().ListAsync(CancellationToken.None)).Count;
}
