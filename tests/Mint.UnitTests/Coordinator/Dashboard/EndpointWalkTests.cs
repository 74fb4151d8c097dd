using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Mint.Coordinator.Access;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

/// <summary>Everything that is served, by nobody: what is open has its reason here, whatever else there is asks who calls.</summary>
public sealed partial class EndpointWalkTests
{
    private static readonly Dictionary<string, string> Open = new()
    {
        ["/login"] = "here people become somebody",
        ["/logout"] = "it ends what the cookie names, and its form is signed",
        ["/login/methods"] = "it says how people log in",
        ["/login/exchange"] = "the identity provider signs what is brought",
        ["/healthz"] = "it says whether the coordinator is well, and nothing of the fleet",
        ["/grpc.health.v1.Health/Check"] = "as /healthz",
        ["/grpc.health.v1.Health/Watch"] = "as /healthz",
        ["grpc.health.v1.Health/{unimplementedMethod:grpcunimplemented}"] = "it says that there is no such call",
        ["/hooks/{forge}"] = "the forge signs what it sends",
    };

    // Besides calls, pages and files of the program. One that is new and says something of hosts belongs into ScopeWalkTests as well.
    private static readonly string[] Others =
    [
        "/openapi/{documentName}.json", "/metrics", "/sd/agents", "/sd/exporters", "/login/end", "/events/export.csv", "/events/export.json", "{**path:file}",
        "/_blazor", "/_blazor/negotiate", "/_blazor/disconnect/", "/_blazor/initializers/", "/_framework/opaque-redirect",
    ];

    private TestCoordinator coordinator = null!;

    private IEnumerable<RouteEndpoint> OnTheSideForPeople => coordinator.Get<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<DoorSign>() is null);

    [OneTimeSetUp]
    public async Task Start() => coordinator = await new TestCoordinator().StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public void Endpoint_ThatIsOpen_HasItsReason()
    {
        var open = OnTheSideForPeople.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsFile(e)).Select(Path).Distinct();

        Assert.That(open, Is.EquivalentTo(Open.Keys));
    }

    [Test]
    public void Endpoint_ForAgents_NeedsACertificateUnlessItGivesOne()
    {
        var free = coordinator.Get<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<DoorSign>() is { NeedsCertificate: false }).Select(Path);

        Assert.That(free, Has.All.StartWith("/mint.v1.EnrolmentService/").Or.EndWith("/{unimplementedMethod:grpcunimplemented}"));
    }

    [Test]
    public void Endpoint_ThatIsNoCallAndNoPage_IsKnown()
    {
        var others = OnTheSideForPeople.Where(e => !IsCall(e) && !IsFile(e) && e.Metadata.GetMetadata<ComponentTypeMetadata>() is null).Select(Path).Distinct();

        Assert.That(others, Is.EquivalentTo(Others.Concat(Open.Keys.Where(o => !o.Contains("grpc", StringComparison.Ordinal)))));
    }

    [Test]
    public async Task Endpoint_ThatIsNotOpen_AsksWhoCalls()
    {
        var answered = new List<string>();
        var asked = 0;
        foreach (var endpoint in OnTheSideForPeople.Where(e => !IsFile(e) && !Open.ContainsKey(Path(e))))
        {
            using var request = Request(endpoint);
            using var answer = await coordinator.Http().SendAsync(request);
            asked++;
            answered.AddRange(IsRefused(answer) ? [] : [$"{request.Method} {request.RequestUri?.PathAndQuery}: {answer.StatusCode}"]);
        }

        Assert.That(answered, Is.Empty);
        Assert.That(asked, Is.GreaterThan(60));
    }

    [Test]
    public async Task File_OfTheProgram_IsOneOfOurs()
    {
        var files = OnTheSideForPeople.Where(IsFile).Select(Path).ToList();

        Assert.That(files, Has.All.Match(@"^(_content/MudBlazor/|_framework/blazor\.|dashboard\.|icon\.)"), "it is open to everybody");
        using var answer = await coordinator.Http().GetAsync(new Uri(coordinator.Api, "/dashboard.css"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static string Path(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText ?? "";

    private static bool IsFile(Endpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    private static bool IsCall(Endpoint endpoint) => endpoint.DisplayName?.StartsWith("gRPC - ", StringComparison.Ordinal) == true;

    private static bool IsRefused(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Unauthorized
        || answer.RequestMessage?.RequestUri?.AbsolutePath == "/login"
        || (answer.Headers.TryGetValues("grpc-status", out var status) && status.Single() == "16");

    // From another machine: whoever is on this one may see metrics.
    private HttpRequestMessage Request(RouteEndpoint endpoint)
    {
        var path = "/" + Place().Replace(Path(endpoint), "x").TrimStart('/');
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var isGrpc = IsCall(endpoint) && !path.StartsWith("/v1/", StringComparison.Ordinal);
        var request = new HttpRequestMessage(isGrpc ? HttpMethod.Post : methods.Contains("GET") || methods.Count == 0 ? HttpMethod.Get : new HttpMethod(methods[0]), new Uri(coordinator.Api, path))
        {
            Version = HttpVersion.Version20,
            Headers = { { "x-forwarded-for", "203.0.113.7" } },
        };
        if (isGrpc)
        {
            request.Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        }

        return request;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}
