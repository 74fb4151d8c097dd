using System.Net;
using System.Net.WebSockets;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access.People;

/// <summary>What other sites make a browser do that has somebody's cookie.</summary>
public sealed class CrossSiteTests
{
    private const string Own = "OWN";

    private TestCoordinator coordinator = null!;
    private Browser browser = null!;
    private string cookie = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        coordinator = await new TestCoordinator().StartAsync();
        cookie = await coordinator.Get<PersonSessions>().CookieAsync("anna", Role.Admin);
        browser = new Browser(coordinator) { Cookie = cookie };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        browser.Dispose();
        await coordinator.DisposeAsync();
    }

    [TestCase("https://evil.example", "")]
    [TestCase("https://127.0.0.1", "")]
    [TestCase("https://127.0.0.1:1", "")]
    [TestCase("null", "")]
    [TestCase("no\taddress", "")]
    [TestCase("", "cross-site")]
    [TestCase("", "same-site")]
    [TestCase(Own, "cross-site")]
    [TestCase(Own, "same-site")]
    public async Task Act_OfAnotherSite_IsRefused(string origin, string relation)
    {
        coordinator.Time.Advance(TimeSpan.FromMinutes(2));
        var told = (await coordinator.EventsAsync("security")).Count;
        foreach (var path in new[] { "/_blazor/negotiate?negotiateVersion=1", "/_blazor/disconnect", "/login", "/logout", "/", "/tokens", "/v1/tokens" })
        {
            Assert.That(await PostAsync(path, origin, relation), Is.EqualTo(HttpStatusCode.Forbidden), path);
        }

        Assert.That(await OpenAsync(origin, relation), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await coordinator.EventsAsync("security")).Skip(told), Has.One.StartsWith("|cross-site-request|a browser at 127.0.0.1 was made to act here by "));
        Assert.That(await browser.ReadAsync("/"), Does.Contain("anna"), "nobody was logged out");
    }

    [TestCase("", "")]
    [TestCase(Own, "")]
    [TestCase(Own, "same-origin")]
    [TestCase("https://seen-by-a-proxy.example", "same-origin")]
    public async Task Act_OfOurOwnPages_IsTaken(string origin, string relation)
    {
        Assert.That(await PostAsync("/_blazor/negotiate?negotiateVersion=1", origin, relation), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await OpenAsync(origin, relation), Is.EqualTo(HttpStatusCode.SwitchingProtocols));
        Assert.That(await PostAsync("/login", origin, relation), Is.EqualTo(HttpStatusCode.BadRequest), "its form decides");
    }

    [Test]
    public async Task Link_FromAnotherSite_ShowsThePage()
    {
        using var request = Request(HttpMethod.Get, "/drift", "", "cross-site");
        using var answer = await coordinator.Http().SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Link_WithoutACookie_IsNotOpened()
    {
        using var socket = new ClientWebSocket();
        Assert.That(await OpenAsync(socket), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Pages_TellBrowsersToSayWhereFormsComeFrom()
    {
        using var answer = await browser.GetAsync("/login");

        Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "same-origin" }));
    }

    private async Task<HttpStatusCode> PostAsync(string path, string origin, string relation)
    {
        using var request = Request(HttpMethod.Post, path, origin, relation);
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("a", "b")]);
        using var answer = await coordinator.Http().SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> OpenAsync(string origin, string relation)
    {
        using var socket = new ClientWebSocket();
        foreach (var (name, value) in Headers(origin, relation))
        {
            socket.Options.SetRequestHeader(name, value);
        }

        return await OpenAsync(socket);
    }

    private async Task<HttpStatusCode> OpenAsync(ClientWebSocket socket)
    {
        socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"wss://{coordinator.Api.Authority}/_blazor"), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string origin, string relation)
    {
        var request = new HttpRequestMessage(method, new Uri(coordinator.Api, path));
        foreach (var (name, value) in Headers(origin, relation))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private IEnumerable<(string Name, string Value)> Headers(string origin, string relation)
    {
        var own = coordinator.Api.GetLeftPart(UriPartial.Authority);
        return new[] { ("cookie", $"{PersonAuthentication.Cookie}={cookie}"), ("origin", origin == Own ? own : origin), ("sec-fetch-site", relation) }.Where(h => h.Item2.Length > 0);
    }
}
