using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Mint.Cli;
using Mint.Cli.Login;
using Mint.Cli.Output;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

/// <summary>How the device flow goes on, whatever the provider answers.</summary>
public sealed class DeviceFlowTests
{
    private const string Issuer = "https://id.example.org";
    private const string Endpoints = """{"issuer":"https://id.example.org","device_authorization_endpoint":"https://id.example.org/device","token_endpoint":"https://id.example.org/token"}""";
    private const string Code = """{"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://id.example.org/go","expires_in":600,"interval":5}""";
    private const string Pending = """{"error":"authorization_pending"}""";
    private const string Granted = """{"id_token":"i","access_token":"a"}""";

    private readonly FakeTimeProvider clock = new();
    private readonly StringWriter screen = new();
    private readonly List<TimeSpan> asked = [];

    [SetUp]
    public void Reset() => asked.Clear();

    [OneTimeTearDown]
    public void Close() => screen.Dispose();

    [Test]
    public async Task Run_UntilThePersonIsThere_AsksAtTheInterval()
    {
        var tokens = await RunAsync(Endpoints, Code, Pending, Pending, Granted);

        Assert.That((tokens.IdToken, tokens.AccessToken), Is.EqualTo(("i", "a")));
        Assert.That(Pauses(), Is.EqualTo(new[] { 5, 5, 5 }));
        Assert.That(screen.ToString(), Does.Contain("Open https://id.example.org/go").And.Contain("    WDJB-MJHT\n"));
    }

    [Test]
    public async Task Run_ToldToSlowDown_Does()
    {
        await RunAsync(Endpoints, Code, """{"error":"slow_down"}""", Pending, """{"error":"slow_down"}""", Granted);

        Assert.That(Pauses(), Is.EqualTo(new[] { 5, 10, 10, 15 }));
    }

    [Test]
    public async Task Run_WhileTheProviderIsAway_AsksMoreAndMoreSlowly()
    {
        await RunAsync(Endpoints, Code, "503", "503", Granted);

        Assert.That(Pauses(), Is.EqualTo(new[] { 5, 10, 20 }));
    }

    [TestCase("access_denied", "declined in the browser")]
    [TestCase("expired_token", "Nobody logged in in time.")]
    [TestCase("invalid_grant", "ended the login: invalid_grant")]
    public void Run_RefusedForGood_SaysWhy(string error, string said) =>
        Assert.That(Failure(Endpoints, Code, $$"""{"error":"{{error}}"}"""), Does.Contain(said));

    [Test]
    public void Run_WhenTheCodeIsTooOld_GivesUp() =>
        Assert.That(Failure([Endpoints, Code, .. Enumerable.Repeat(Pending, 200)]), Is.EqualTo("Nobody logged in in time."));

    [TestCase("""{"issuer":"https://elsewhere.example"}""", "calls itself 'https://elsewhere.example'")]
    [TestCase("""{"issuer":"https://id.example.org","token_endpoint":"https://id.example.org/token"}""", "has no device login")]
    [TestCase("""{"issuer":"https://id.example.org","device_authorization_endpoint":"http://id.example.org/device"}""", "has no device login")]
    [TestCase("<html>", "does not answer as an identity provider does")]
    [TestCase("503", "can't be reached: it answers 503")]
    public void Run_WithAnOddProvider_SaysSo(string endpoints, string said) => Assert.That(Failure(endpoints), Does.Contain(said));

    [TestCase("""{"error":"unauthorized_client"}""")]
    [TestCase("""{"device_code":"d","user_code":"u","verification_uri":"javascript:alert(1)","expires_in":600}""")]
    [TestCase("""{"device_code":"d","user_code":"u","verification_uri":"https://id.example.org/go"}""")]
    public void Run_WithoutACode_SaysWhatToEnable(string code) => Assert.That(Failure(Endpoints, code), Does.Contain("begins no login for the client mint-cli"));

    [Test]
    public void Run_WithoutAnIdToken_NamesTheScope() => Assert.That(Failure(Endpoints, Code, """{"access_token":"a"}"""), Does.Contain("gave no ID token"));

    private int[] Pauses() => [.. asked.Skip(2).Zip(asked.Skip(1), (at, before) => (int)(at - before).TotalSeconds)];

    private string Failure(params string[] answers) => Assert.ThrowsAsync<CommandException>(() => RunAsync(answers))!.Message;

    private async Task<DeviceTokens> RunAsync(params string[] answers)
    {
        using var client = new HttpClient(new Answers(this, answers));
        var flow = new DeviceFlow(client, new LoginMethods { Method = LoginMethods.Device, Issuer = Issuer, ClientId = "mint-cli", Scopes = ["openid"] }, clock);
        var run = flow.RunAsync(new Screen(screen, color: false, Terminal.Unlimited), CancellationToken.None);
        for (var seconds = 0; !run.IsCompleted && seconds < 2_000; seconds++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await run;
    }

    // Answers at once, so that the clock alone says when it is asked.
    private sealed class Answers(DeviceFlowTests test, string[] answers) : HttpMessageHandler
    {
        private int next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            test.asked.Add(test.clock.GetUtcNow() - DateTimeOffset.UnixEpoch);
            var answer = answers[next++];
            return Task.FromResult(answer == "503"
                ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") }
                : new HttpResponseMessage(answer.Contains("error", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") });
        }
    }
}
