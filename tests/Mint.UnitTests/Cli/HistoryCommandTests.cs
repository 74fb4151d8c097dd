using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class HistoryCommandTests : HostCommandFixture
{
    [SetUp]
    public void Fill() => Agent.Events = new ListEventsResponse
    {
        Events =
        {
            new Event { Sequence = 9, At = Ago(TimeSpan.FromMinutes(5)), Kind = "pause", Summary = "anna paused until 16:00: restoring the shop" },
            Drift(),
            new Event
            {
                Sequence = 7,
                At = Ago(TimeSpan.FromHours(22)),
                Kind = "change",
                Resource = "file//etc/motd",
                Summary = "created",
                Origin = "groups/base.yaml:8:3",
                Differences = { new Difference { Attribute = "mode", Before = "0600", After = "0644" }, new Difference { Attribute = "owner", After = "root" } },
            },
            new Event { Sequence = 6, At = Ago(TimeSpan.FromDays(3)), Kind = "commit", Summary = "4f2a1c0 \"Open 8069 for acme\" 3 changes, 1.8 s", Commit = "4f2a1c0" },
        },
    };

    [Test]
    public async Task History_OfSeveralDays_ReadsAsApproved() =>
        Approval.Verify((await Run("history", "--since", "2026-11-20")).Transcript, "history");

    [Test]
    public async Task History_AsJson_HasStableNames() => Approval.Verify((await Run("history", "--json")).Output, "history-json");

    [Test]
    public async Task History_Since_IsReadInTheLocalZone()
    {
        await Run("history", "--since", "yesterday", "--limit", "7", "file", "/etc/motd");

        Assert.That(Agent.Requests, Is.EqualTo(new[]
        {
            new ListEventsRequest
            {
                Since = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.FromHours(1)).ToTimestamp(),
                Limit = 7,
                Resource = "file//etc/motd",
            },
        }));
    }

    [TestCase("history", "--since", "whenever")]
    [TestCase("history", "--limit", "0")]
    [TestCase("history", "--limit", "many")]
    [TestCase("history", "nokind")]
    public async Task History_WrongCommandLine_ExitsAsUsage(params string[] args) => Assert.That((await Run(args)).ExitCode, Is.EqualTo(64));

    private static Event Drift() => new()
    {
        Sequence = 8,
        At = Ago(TimeSpan.FromHours(1)),
        Kind = "drift",
        Resource = "file//etc/nginx/nginx.conf",
        Origin = "groups/web.yaml:12:3",
        Action = "repaired",
        Took = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.6)),
        LikelyBy = "bob (ssh from 10.42.0.9, sudo vi)",
        Differences =
        {
            new Difference
            {
                Attribute = "content",
                Before = "user www-data;\nevents {\n  worker_connections 64;\n}\nhttp {\n  a;\n  b;\n  c;\n}\n",
                After = "user www-data;\nevents {\n  worker_connections 1024;\n}\nhttp {\n  a;\n  b;\n  c;\n}\n",
            },
        },
    };
}
