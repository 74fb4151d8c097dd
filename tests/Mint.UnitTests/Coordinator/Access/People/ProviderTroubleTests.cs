using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>What comes of a login when the identity provider is not as it should be.</summary>
public sealed class ProviderTroubleTests
{
    private StandInProvider provider = null!;
    private readonly Journal journal = new();
    private TestCoordinator coordinator = null!;
    private Browser browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        provider = await StandInProvider.StartAsync();
        coordinator = new TestCoordinator { Configure = services => services.AddSingleton<ILoggerProvider>(journal) };
        coordinator.Options = coordinator.Options with { Oidc = provider.Options };
        await coordinator.StartAsync();
    }

    [SetUp]
    public void Open()
    {
        browser = new Browser(coordinator);
        provider.TokenError = null;
        journal.Lines.Clear();
    }

    [TearDown]
    public void Close() => browser.Dispose();

    [OneTimeTearDown]
    public async Task Stop()
    {
        journal.Dispose();
        await coordinator.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Test]
    public async Task Login_AsItShouldBe_IsCodeFlowWithPkceStateAndNonce()
    {
        var asked = await BeginAsync();
        foreach (var parameter in new[] { "state", "nonce", "code_challenge" })
        {
            Assert.That(asked[parameter], Is.Not.Empty, parameter);
        }

        Assert.That((asked["response_type"], asked["code_challenge_method"], asked["scope"]), Is.EqualTo(("code", "S256", "openid profile")));

        using var answer = await ReturnAsync(asked);

        Assert.That((answer.StatusCode, answer.Headers.Location?.OriginalString), Is.EqualTo((HttpStatusCode.Found, "/holds")));
        Assert.That(provider.Asked?["code_verifier"].ToString(), Has.Length.GreaterThan(40));
        Assert.That(answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-mint=", StringComparison.Ordinal)), Does.Contain("secure").And.Contain("httponly").And.Contain("samesite=lax"));
    }

    [TestCase("iss", "https://elsewhere.example", 502, "calls itself by another name")]
    [TestCase("aud", "another", 502, "for another client")]
    [TestCase("nonce", "of-another-login", 400, "begun in another browser")]
    [TestCase("nonce", null, 400, "begun in another browser")]
    [TestCase("sub", null, 502, "did not vouch for you")]
    public async Task Login_WithAWrongClaim_SaysWhich(string claim, string? value, int status, string said) =>
        await RefusedAsync((claim, value), provider.Signing, status, said);

    [TestCase(-600, -301, "clock")]
    [TestCase(600, 900, "clock")]
    public async Task Login_WithAnotherClock_SaysSo(int from, int to, string said)
    {
        var asked = await BeginAsync();
        var now = DateTimeOffset.UtcNow;
        provider.IdToken = StandInProvider.Sign(
            provider.Claims(now, ("nonce", asked["nonce"]), ("nbf", now.AddSeconds(from).ToUnixTimeSeconds()), ("iat", now.AddSeconds(from).ToUnixTimeSeconds()), ("exp", now.AddSeconds(to).ToUnixTimeSeconds())), provider.Signing);

        await RefusedAsync(asked, 502, said);
    }

    [Test]
    public async Task Login_WithAForgedSignature_IsRefused()
    {
        using var other = System.Security.Cryptography.RSA.Create(2048);
        await RefusedAsync(("x", "y"), new SigningCredentials(new RsaSecurityKey(other) { KeyId = "1" }, SecurityAlgorithms.RsaSha256), 502, "not signed with a key");
        await RefusedAsync(("x", "y"), provider.SigningWithPublicKey, 502, "not signed with a key");
        await RefusedAsync(("x", "y"), null, 502, "not signed with a key");
    }

    [TestCase("access_denied", 403, "access was denied")]
    [TestCase("server_error", 502, "did not vouch for you")]
    public async Task Callback_WithAnError_SaysWhatItMeans(string error, int status, string said)
    {
        var asked = await BeginAsync();

        using var answer = await browser.GetAsync($"{ProviderRegistration.CallbackPath}?error={error}&state={Uri.EscapeDataString(asked["state"])}");

        await RefusedAsync(answer, status, said);
    }

    [TestCase("?code=x&state=forged")]
    [TestCase("?code=x")]
    [TestCase("")]
    public async Task Callback_WithoutALoginThatWasBegun_IsRefused(string query)
    {
        using var answer = await browser.GetAsync(ProviderRegistration.CallbackPath + query);

        Assert.That((int)answer.StatusCode, Is.AnyOf(400, 502, 404));
        Assert.That(browser.Cookie, Is.Null);
    }

    [Test]
    public async Task Login_WithAWrongSecret_IsAPage()
    {
        var asked = await BeginAsync();
        provider.TokenError = "invalid_client";

        await RefusedAsync(asked, 502, "did not vouch for you");
    }

    [Test]
    public async Task Login_WhileTheProviderIsDown_SaysSo()
    {
        await using var other = new TestCoordinator();
        other.Options = other.Options with { Oidc = provider.Options with { Issuer = "http://127.0.0.1:1" } };
        other.Configure = services => services.AddSingleton<ILoggerProvider>(journal);
        await other.StartAsync();
        using var there = new Browser(other);

        using var answer = await there.GetAsync("/login/provider");

        await RefusedAsync(answer, 503, "can&#x27;t be reached");
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    public async Task Login_BackToElsewhere_GoesToTheFleet(string back)
    {
        using var answer = await ReturnAsync(await BeginAsync(back));

        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo("/"));
    }

    [Test]
    public async Task LocalAdmin_BesideAProvider_CountsForAnHourAfterAReset()
    {
        var people = coordinator.Get<LocalPeople>();
        Assert.That(await people.MakeFirstAsync(default), Is.Null, "none is made by itself");
        var password = await people.ResetAsync(default);

        Assert.That(await browser.ReadAsync(LoginPages.LocalPath), Does.Contain("type=\"password\""));
        using var taken = await browser.SendAsync("/login", ("name", LocalPeople.Admin), ("password", password), ("__RequestVerificationToken", await browser.TokenAsync(LoginPages.LocalPath)));
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Found));

        coordinator.Time.Advance(LocalPeople.BesideProvider);
        Assert.That(await people.CheckAsync(LocalPeople.Admin, password, default), Is.Null);
    }

    [Test]
    public async Task Session_OfAProviderThatIsNoLongerMeant_IsOver()
    {
        using var _ = await ReturnAsync(await BeginAsync());
        Assert.That(await browser.ReadAsync("/"), Does.Contain("Log out"));
        var other = new TestCoordinator(coordinator.Options.StateDirectory);
        await other.StartAsync();
        using var there = new Browser(other) { Cookie = browser.Cookie };

        using var answer = await there.GetAsync("/");
        await other.StopAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found));
    }

    private async Task<Dictionary<string, string>> BeginAsync(string back = "/holds")
    {
        using var answer = await browser.GetAsync($"/login/provider?return={Uri.EscapeDataString(back)}");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        var asked = QueryHelpers.ParseQuery(answer.Headers.Location!.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
        provider.IdToken = StandInProvider.Sign(provider.Claims(DateTimeOffset.UtcNow, ("nonce", asked["nonce"])), provider.Signing);
        return asked;
    }

    private Task<HttpResponseMessage> ReturnAsync(Dictionary<string, string> asked) =>
        browser.GetAsync($"{ProviderRegistration.CallbackPath}?code=x&state={Uri.EscapeDataString(asked["state"])}");

    private async Task RefusedAsync((string, object?) claim, SigningCredentials? signing, int status, string said)
    {
        var asked = await BeginAsync();
        provider.IdToken = StandInProvider.Sign(provider.Claims(DateTimeOffset.UtcNow, ("nonce", asked["nonce"]), claim), signing);
        await RefusedAsync(asked, status, said);
    }

    private async Task RefusedAsync(Dictionary<string, string> asked, int status, string said)
    {
        using var answer = await ReturnAsync(asked);
        await RefusedAsync(answer, status, said);
    }

    private async Task RefusedAsync(HttpResponseMessage answer, int status, string said)
    {
        Assert.That(((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), Is.EqualTo((status, "text/html")));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(said));
        Assert.That(browser.Cookie, Is.Null);
        var line = journal.Lines.Single();
        Assert.That(line, Does.StartWith("Warning A login with the identity provider from 127.0.0.1 came to nothing: ").And.Contain(WebUtility.HtmlDecode(said)).And.Not.Contain("\n"));
        journal.Lines.Clear();
    }

    /// <summary>What is logged about logins, from warnings on.</summary>
    private sealed class Journal : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Mint.Coordinator.Access", StringComparison.Ordinal) || categoryName.StartsWith("Microsoft.AspNetCore.Authentication", StringComparison.Ordinal)
                ? this
                : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{logLevel} {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}");
            }
        }

        public void Dispose()
        {
        }
    }
}
