using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Mint.Coordinator.Access;
using Mint.Protocol.V1;
using NUnit.Framework;
using FleetAdminService = Mint.Protocol.V1.FleetAdminService;

namespace Mint.UnitTests.Coordinator.Access;

public sealed class ApiTests
{
    private TestCoordinator coordinator = null!;
    private string token = "";

    [SetUp]
    public async Task Start()
    {
        coordinator = await ApiCoordinator.Create().StartAsync();
        token = await coordinator.ApiTokenAsync("anna", Role.Admin);
    }

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task AddHost_AsJson_GivesTheCommandThatEnrols()
    {
        var answer = await SendAsync(HttpMethod.Post, "/v1/hosts/web-01.example:add", new { expiresIn = "3600s" });

        var text = answer.GetProperty("token").GetString()!;
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("command").GetString(), Is.EqualTo($"mint-agent enrol --coordinator https://coordinator.example.org:7443 --token {text}"));
            Assert.That(answer.GetProperty("coordinator").GetString(), Is.EqualTo("https://coordinator.example.org:7443"));
            Assert.That(answer.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(coordinator.Time.GetUtcNow().AddHours(1)).Within(1).Milliseconds);
        });
        using var key = new HostKey();
        Assert.That((await coordinator.Enrolment().EnrolAsync(coordinator.Request(text, "web-01.example", key))).Chain, Has.Count.EqualTo(1));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.StartsWith("web-01.example|host-added|anna: made an enrolment token for web-01.example"));
    }

    [Test]
    public async Task Call_AsJsonOverHttp1_Works()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Api, "/v1/tokens")) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("authorization", $"Bearer {token}");

        using var answer = await coordinator.Http().SendAsync(request);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"anna\"").And.Not.Contain(token));
    }

    [Test]
    public async Task Refusal_AsJson_HasCodeAndMessage()
    {
        using var answer = await coordinator.Http().GetAsync(new Uri(coordinator.Api, "/v1/tokens"));

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((answer.StatusCode, body.GetProperty("code").GetInt32()), Is.EqualTo((HttpStatusCode.Unauthorized, (int)StatusCode.Unauthenticated)));
        Assert.That(body.GetProperty("message").GetString(), Does.StartWith("an API token is needed"));
    }

    [Test]
    public async Task Tokens_MadeListedAndRevoked_AsJson()
    {
        var made = await SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "ci", role = "viewer", customers = new[] { "acme" } });
        var listed = await SendAsync(HttpMethod.Get, "/v1/tokens", null);
        await SendAsync(HttpMethod.Delete, "/v1/tokens/ci", null);

        Assert.That(made.GetProperty("token").GetString(), Does.Match("^mint_[A-Za-z0-9_-]{43}$"));
        Assert.That(listed.GetProperty("tokens").EnumerateArray().Select(t => t.GetProperty("name").GetString()), Is.EqualTo(new[] { "anna", "ci" }));
        Assert.That((await SendAsync(HttpMethod.Get, "/v1/tokens", null)).GetProperty("tokens").GetArrayLength(), Is.EqualTo(1));
        Assert.That(await coordinator.EventsAsync("audit"), Has.One.Contains("anna: made the API token ci, viewer for acme").And.One.Contains("anna: revoked the API token ci"));
    }

    [Test]
    public async Task Reflection_WithAToken_ListsTheServices()
    {
        using var call = new ServerReflection.ServerReflectionClient(coordinator.Channel(coordinator.Api)).ServerReflectionInfo(ApiCoordinator.Bearer(token));
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        await call.ResponseStream.MoveNext(CancellationToken.None);

        Assert.That(call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name), Does.Contain("mint.v1.FleetAdminService"));
    }

    [Test]
    public async Task Reflection_WithoutAToken_IsRefused()
    {
        using var call = new ServerReflection.ServerReflectionClient(coordinator.Channel(coordinator.Api)).ServerReflectionInfo();

        var refused = Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task OpenApi_ForAViewer_DescribesTheCalls()
    {
        var document = await SendAsync(HttpMethod.Get, "/openapi/v1.json", null);

        Assert.That(document.GetProperty("paths").EnumerateObject().Select(p => p.Name), Does.Contain("/v1/tokens").And.Contain("/v1/rollout"));
        Assert.That(document.GetProperty("paths").GetProperty("/v1/tokens").GetProperty("post").GetProperty("summary").GetString(), Does.Contain("Makes an API token"));
    }

    [Test]
    public async Task Sides_OfTheOtherListener_ServeNothing()
    {
        using var certificate = await coordinator.EnrolAsync("web-01");
        var admin = new FleetAdminService.FleetAdminServiceClient(coordinator.Channel(coordinator.Agents, certificate));
        var enrolment = new EnrolmentService.EnrolmentServiceClient(coordinator.Channel(coordinator.Api));

        var outside = Assert.ThrowsAsync<RpcException>(async () => await admin.ListApiTokensAsync(new ListApiTokensRequest(), ApiCoordinator.Bearer(token)));
        var inside = Assert.ThrowsAsync<RpcException>(async () => await enrolment.GetAuthorityAsync(new GetAuthorityRequest(), ApiCoordinator.Bearer(token)));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Agents, "/v1/tokens"))
        {
            Version = HttpVersion.Version20,
            Headers = { { "authorization", $"Bearer {token}" }, { "host", $"localhost:{coordinator.Api.Port}" } },
        };
        using var answer = await coordinator.Http().SendAsync(request);

        Assert.That((outside?.StatusCode, inside?.StatusCode, answer.StatusCode), Is.EqualTo((StatusCode.Unimplemented, StatusCode.Unimplemented, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task Agents_OverHttp1_AreNotServed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, coordinator.Agents) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        Assert.That(async () => await coordinator.Http().SendAsync(request), Throws.InstanceOf<HttpRequestException>());
        await Task.CompletedTask;
    }

    [Test]
    public async Task Message_LargerThanFourMegabytes_IsRefused()
    {
        var huge = new CreateApiTokenRequest { Name = new string('x', (4 * 1024 * 1024) + 1), Role = "viewer" };

        var refused = Assert.ThrowsAsync<RpcException>(async () => await coordinator.Admin().CreateApiTokenAsync(huge, ApiCoordinator.Bearer(token)));

        Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        await Task.CompletedTask;
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(coordinator.Api, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("authorization", $"Bearer {token}");
        using var answer = await coordinator.Http().SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
