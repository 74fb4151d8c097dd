using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Commits.Statuses;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;
using Mint.UnitTests.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Commits;

public sealed class CommitStatusTests
{
    private const string Endless = "no end of";

    private static readonly CommitStatus Halfway = new("0123456789012345678901234567890123456789", CommitStatusState.Pending, "1 of 2 hosts");

    private readonly List<(string Path, JsonElement Body, IHeaderDictionary Headers)> taken = [];
    private readonly Queue<(int Code, string Body)> answers = new();
    private TaskCompletionSource begun = new();
    private WebApplication forge = null!;
    private StatusSender sender = null!;
    private string token = "";

    [SetUp]
    public async Task Start()
    {
        taken.Clear();
        answers.Clear();
        begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "t0ken\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        forge = builder.Build();
        forge.Run(async context =>
        {
            var body = await JsonDocument.ParseAsync(context.Request.Body);
            taken.Add((context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, body.RootElement.Clone(), new HeaderDictionary(context.Request.Headers.ToDictionary())));
            var (code, text) = answers.TryDequeue(out var next) ? next : (201, "{}");
            context.Response.StatusCode = code;
            await context.Response.WriteAsync(text);
            if (text == Endless)
            {
                await context.Response.Body.FlushAsync();
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        await forge.StartAsync();
        sender = new StatusSender(TimeProvider.System);
    }

    [TearDown]
    public async Task Stop()
    {
        sender.Dispose();
        await forge.DisposeAsync();
        File.Delete(token);
    }

    [Test]
    public async Task WriteAsync_Gitea_SpeaksItsApi()
    {
        Assert.That(await Writer(ForgeKind.Gitea, "api/v1").WriteAsync(Halfway with { State = CommitStatusState.Failure }, default), Is.Null);
        var (path, body, headers) = taken.Single();

        Assert.That(path, Is.EqualTo($"/api/v1/repos/ops/config/statuses/{Halfway.Commit}"));
        Assert.That(headers.Authorization.ToString(), Is.EqualTo("token t0ken"));
        Assert.That(body.GetRawText(), Is.EqualTo("""{"state":"failure","description":"1 of 2 hosts","context":"mint"}"""));
    }

    [Test]
    public async Task WriteAsync_Github_SpeaksItsApi()
    {
        Assert.That(await Writer(ForgeKind.Github, "").WriteAsync(Halfway with { State = CommitStatusState.Success }, default), Is.Null);
        var (path, body, headers) = taken.Single();

        Assert.That(path, Is.EqualTo($"/repos/ops/config/statuses/{Halfway.Commit}"));
        Assert.That(headers.Authorization.ToString(), Is.EqualTo("Bearer t0ken"));
        Assert.That((headers.Accept.ToString(), headers["X-GitHub-Api-Version"].ToString()), Is.EqualTo(("application/vnd.github+json", "2022-11-28")));
        Assert.That(headers.UserAgent.ToString(), Does.StartWith("mint-coordinator/"));
        Assert.That(body.GetRawText(), Is.EqualTo("""{"state":"success","description":"1 of 2 hosts","context":"mint"}"""));
    }

    [Test]
    public async Task WriteAsync_Gitlab_SpeaksItsApi()
    {
        Assert.That(await Writer(ForgeKind.Gitlab, "api/v4").WriteAsync(Halfway with { State = CommitStatusState.Failure }, default), Is.Null);
        var (path, body, headers) = taken.Single();

        Assert.That(path, Is.EqualTo($"/api/v4/projects/ops%2Fconfig/statuses/{Halfway.Commit}"));
        Assert.That(headers["PRIVATE-TOKEN"].ToString(), Is.EqualTo("t0ken"));
        Assert.That(body.GetRawText(), Is.EqualTo("""{"state":"failed","description":"1 of 2 hosts","name":"mint"}"""));
    }

    [Test]
    public async Task WriteAsync_GitlabHasTheStateAlready_IsNoFault()
    {
        answers.Enqueue((400, """{"message":"Cannot transition status via :enqueue from :pending"}"""));
        Assert.That(await Writer(ForgeKind.Gitlab, "api/v4").WriteAsync(Halfway, default), Is.Null);
        answers.Enqueue((400, """{"message":"name is invalid"}"""));
        Assert.That(await Writer(ForgeKind.Gitlab, "api/v4").WriteAsync(Halfway, default), Does.Contain("answered 400").And.Contain("name is invalid"));
    }

    [Test]
    public async Task WriteAsync_BadWeather_IsTriedAgain()
    {
        answers.Enqueue((502, "bad gateway"));
        Assert.That(await Writer(ForgeKind.Gitea, "").WriteAsync(Halfway, default), Is.Null);
        Assert.That(taken, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task WriteAsync_Refused_IsSaidWithoutTheToken()
    {
        answers.Enqueue((401, "bad \u001b[31mcredentials"));
        var fault = await Writer(ForgeKind.Gitea, "").WriteAsync(Halfway, default);
        Assert.That(fault, Does.Contain("answered 401: bad  [31mcredentials").And.Not.Contain("t0ken"));
        Assert.That(taken, Has.Count.EqualTo(1));
        File.Delete(token);
        Assert.That(await Writer(ForgeKind.Gitea, "").WriteAsync(Halfway, default), Does.StartWith("forge.token_file"));
    }

    [Test]
    public async Task WriteAsync_AnswerWithoutEnd_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        using var patient = new StatusSender(time);
        answers.Enqueue((404, Endless));
        var writing = CommitStatusWriters.For(Forge(ForgeKind.Gitea, ""), patient).WriteAsync(Halfway, default);
        await begun.Task;
        while (!writing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(5);
        }

        Assert.That(await writing, Does.EndWith("answered 404: its answer did not end within 15 s"));
    }

    [Test]
    public async Task WriteAsync_Redirect_IsNotFollowed()
    {
        answers.Enqueue((307, ""));
        Assert.That(await Writer(ForgeKind.Gitea, "").WriteAsync(Halfway, default), Does.Contain("answered 307"));
    }

    [Test]
    public async Task ReportAsync_OnlyWhatChanged_AndNotTooOften()
    {
        using var signer = TestSigner.Ssh("anna");
        await using var bench = await FleetBench.StartAsync(signer);
        bench.Host("a-01");
        bench.Host("a-02");
        var first = await bench.PushAsync("First");
        var reporter = new StatusReporter(Writer(ForgeKind.Gitea, ""), bench.Progress, bench.Database, bench.Time, NullLogger<StatusReporter>.Instance);
        await reporter.ReportAsync(default);
        await reporter.ReportAsync(default);
        await bench.ReportAsync("a-01", first);
        await reporter.ReportAsync(default);
        Assert.That(Descriptions(), Is.EqualTo(new[] { "pending 0 of 2 hosts" }));

        bench.Time.Advance(TimeSpan.FromSeconds(5));
        await reporter.ReportAsync(default);
        await bench.ReportAsync("a-02", first);
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        await reporter.ReportAsync(default);
        Assert.That(Descriptions(), Is.EqualTo(new[] { "pending 0 of 2 hosts", "pending 1 of 2 hosts", "success 2 of 2 hosts" }));

        answers.Enqueue((404, "no such repository"));
        await bench.PushAsync("Second");
        await reporter.ReportAsync(default);
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        await reporter.ReportAsync(default);
        Assert.That(taken, Has.Count.EqualTo(4), "after a fault it waits a minute");
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        await reporter.ReportAsync(default);
        Assert.That(taken, Has.Count.EqualTo(5));
    }

    [TestCase("")]
    [TestCase("t0ken\nof another line")]
    [TestCase("t0k\u00e9n")]
    public async Task WriteAsync_TokenThatNoHeaderHolds_IsSaidWithoutIt(string content)
    {
        await File.WriteAllTextAsync(token, content);
        Assert.That(await Writer(ForgeKind.Github, "").WriteAsync(Halfway, default), Does.StartWith($"forge.token_file: {token} does not hold one token").And.Not.Contain("t0k"));
        Assert.That(taken, Is.Empty);
    }

    [Test]
    public async Task StatusService_WriterThatThrows_LooksAgain()
    {
        using var signer = TestSigner.Ssh("anna");
        await using var bench = await FleetBench.StartAsync(signer);
        await bench.PushAsync("First");
        using var lease = new Lease(bench.Database, new Identity(), bench.Time, NullLogger<Lease>.Instance);
        Assert.That(await lease.TryTakeAsync(default), Is.True);
        var writer = new ThrowingWriter();
        var reporter = new StatusReporter(writer, bench.Progress, bench.Database, bench.Time, NullLogger<StatusReporter>.Instance);
        using var service = new StatusService(reporter, bench.Signals, lease, bench.Time, NullLogger<StatusService>.Instance);
        await service.StartAsync(default);
        for (var n = 0; n < 1_000 && writer.Asked < 3; n++)
        {
            await lease.TryTakeAsync(default);
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5);
        }

        Assert.That(writer.Asked, Is.GreaterThanOrEqualTo(3));
        Assert.That(service.ExecuteTask?.IsCompleted, Is.False);
        await service.StopAsync(default);
    }

    private IEnumerable<string> Descriptions() => taken.Select(t => $"{t.Body.GetProperty("state").GetString()} {t.Body.GetProperty("description").GetString()}");

    private ICommitStatusWriter Writer(ForgeKind kind, string api) =>
        CommitStatusWriters.For(Forge(kind, api), sender);

    private ForgeSettings Forge(ForgeKind kind, string api) => new() { Kind = kind, Api = $"{forge.Urls.First()}/{api}", Project = "ops/config", TokenFile = token };

    private sealed class ThrowingWriter : ICommitStatusWriter
    {
        public int Asked { get; private set; }

        public Task<string?> WriteAsync(CommitStatus status, CancellationToken ct)
        {
            Asked++;
            throw new FormatException("a bug");
        }
    }
}
