using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Hooks;
using Mint.UnitTests.Coordinator.Commits;
using Mint.UnitTests.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Hooks;

public sealed class HookDoorTests
{
    private const string Push = """{"ref": "refs/heads/main", "commits": []}""";

    private TestSigner signer = null!;
    private FleetBench bench = null!;
    private string secrets = "";
    private WebApplication app = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        signer = TestSigner.Ssh("anna");
        bench = await FleetBench.StartAsync(signer);
        secrets = Directory.CreateTempSubdirectory("mint-hooks-").FullName;
        await File.WriteAllTextAsync(Path.Join(secrets, "gitea"), "tea\n");
        await File.WriteAllTextAsync(Path.Join(secrets, "gitlab"), "lab\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(bench.Time);
        builder.Services.AddSingleton<Mint.Coordinator.Store.Signals>(bench.Signals);
        builder.Services.AddSingleton(bench.Events);
        builder.Services.AddSingleton(bench.Options with
        {
            Webhooks = new HookSettings { GiteaSecretFile = Path.Join(secrets, "gitea"), GithubSecretFile = Path.Join(secrets, "github"), GitlabTokenFile = Path.Join(secrets, "gitlab") },
        });
        builder.AddHooks();
        app = builder.Build();
        app.MapHooks();
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
        await bench.DisposeAsync();
        Directory.Delete(secrets, recursive: true);
        signer.Dispose();
    }

    [SetUp]
    public async Task Fresh()
    {
        bench.Sent.Clear();
        await bench.WriteAsync("DELETE FROM events");
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await File.WriteAllTextAsync(Path.Join(secrets, "github"), "hub\n");
    }

    [Test]
    public async Task Post_GenuinePush_LetsGitBeAskedAtOnce()
    {
        HttpStatusCode[] answers =
        [
            await SendAsync("gitea", Push, ("X-Gitea-Event", "push"), ("X-Gitea-Signature", Sign("tea", Push))),
            await SendAsync("github", Push, ("X-GitHub-Event", "push"), ("X-Hub-Signature-256", $"sha256={Sign("hub", Push)}")),
            await SendAsync("gitlab", Push, ("X-Gitlab-Event", "Push Hook"), ("X-Gitlab-Token", "lab")),
        ];

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.Accepted));
        Assert.That(bench.SentOf("pushed"), Is.EqualTo(new[] { "gitea", "github", "gitlab" }));
    }

    [TestCase("ping", "{\"zen\": \"x\"}")]
    [TestCase("issues", Push)]
    [TestCase("push", "{\"ref\": \"refs/heads/other\"}")]
    [TestCase("push", "{\"ref\": \"refs/tags/main\"}")]
    [TestCase("push", "{\"ref\": [1]}")]
    public async Task Post_GenuineButNoPushOfTheBranch_IsAnsweredAndNotHeeded(string name, string body)
    {
        Assert.That(await SendAsync("github", body, ("X-GitHub-Event", name), ("X-Hub-Signature-256", $"sha256={Sign("hub", body)}")), Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(bench.SentOf("pushed"), Is.Empty);
    }

    [TestCase("gitea", "X-Gitea-Signature", "")]
    [TestCase("gitea", "X-Gitea-Signature", "zz")]
    [TestCase("gitea", "X-Gitea-Signature", "0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("github", "X-Hub-Signature-256", "sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("github", "X-Hub-Signature-256", "sha1=0000")]
    [TestCase("gitlab", "X-Gitlab-Token", "la")]
    [TestCase("gitlab", "X-Other", "lab")]
    public async Task Post_Forged_IsRefusedAndToldOnceAMinute(string forge, string header, string proof)
    {
        for (var n = 0; n < 3; n++)
        {
            Assert.That(await SendAsync(forge, Push, ("X-Gitea-Event", "push"), ("X-GitHub-Event", "push"), ("X-Gitlab-Event", "Push Hook"), (header, proof)), Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        Assert.That(bench.SentOf("pushed"), Is.Empty);
        Assert.That(await bench.ReadAsync<string>("SELECT action FROM events"), Is.EqualTo(new[] { "forged-webhook" }));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(forge, Push, (header, proof));
        Assert.That(await bench.ReadAsync<string>("SELECT summary FROM events ORDER BY id DESC LIMIT 1"), Has.One.Contains("2 more"));
    }

    [Test]
    public async Task Post_SignatureOfAnotherBody_IsRefused() =>
        Assert.That(await SendAsync("gitea", Push, ("X-Gitea-Event", "push"), ("X-Gitea-Signature", Sign("tea", "{}"))), Is.EqualTo(HttpStatusCode.Unauthorized));

    [TestCase(true)]
    [TestCase(false)]
    public async Task Post_HugeBody_IsRefused(bool withLength)
    {
        var bytes = new byte[HookBody.Largest + 1];
        using var content = withLength ? (HttpContent)new ByteArrayContent(bytes) : new StreamContent(new MemoryStream(bytes));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/gitea") { Content = content };
        request.Headers.TransferEncodingChunked = !withLength;
        using var answer = await client.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [TestCase("{\"ref\": \"refs/heads/main\", \"commits\": [\"", "\"]}", true)]
    [TestCase("{\"commits\": [\"", "\"], \"ref\": \"refs/heads/main\"}", true)]
    [TestCase("{\"ref\": \"refs/heads/other\", \"commits\": [\"", "\"]}", false)]
    public async Task Post_LargePush_IsHeededUnlessItNamesAnotherBranch(string before, string after, bool isHeeded)
    {
        var body = before + new string('x', 20 << 20) + after;
        Assert.That(await SendAsync("gitea", body, ("X-Gitea-Event", "push"), ("X-Gitea-Signature", Sign("tea", "{}"))), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(bench.SentOf("pushed"), Is.Empty);
        Assert.That(await SendAsync("gitea", body, ("X-Gitea-Event", "push"), ("X-Gitea-Signature", Sign("tea", body))), Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(bench.SentOf("pushed").Any(), Is.EqualTo(isHeeded));
    }

    [TestCase("{\"ref\": \"refs/heads/main\"} x")]
    [TestCase("{\"ref\": \"refs/heads/main\"")]
    [TestCase("{\"ref\": \"\\ud800\"}")]
    [TestCase("[]")]
    [TestCase("")]
    public async Task Post_GenuineButBrokenJson_IsRefused(string body)
    {
        Assert.That(await SendAsync("gitea", body, ("X-Gitea-Event", "push"), ("X-Gitea-Signature", Sign("tea", body))), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(bench.SentOf("pushed"), Is.Empty);
    }

    [TestCase("nowhere")]
    [TestCase("gitea%2F..")]
    public async Task Post_UnknownHook_IsNotThere(string forge) => Assert.That(await SendAsync(forge, Push), Is.EqualTo(HttpStatusCode.NotFound));

    [Test]
    public async Task Post_GenuineButNoJson_SaysWhatToChange()
    {
        const string form = "payload=%7B%7D";
        Assert.That(await SendAsync("gitea", form, ("X-Gitea-Event", "push"), ("X-Gitea-Signature", Sign("tea", form))), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Post_SecretFileEmptyOrGone_LetsNobodyIn()
    {
        await File.WriteAllTextAsync(Path.Join(secrets, "github"), "\n");
        var empty = await SendAsync("github", Push, ("X-GitHub-Event", "push"), ("X-Hub-Signature-256", $"sha256={Sign("", Push)}"));
        File.Delete(Path.Join(secrets, "github"));
        var gone = await SendAsync("github", Push, ("X-GitHub-Event", "push"), ("X-Hub-Signature-256", $"sha256={Sign("", Push)}"));

        Assert.That((empty, gone), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable)));
    }

    private async Task<HttpStatusCode> SendAsync(string forge, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{forge}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static string Sign(string secret, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
