using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>A server that somebody changes by hand.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class DriftTests(DebianRelease release)
{
    private const string Path = "/etc/probe.conf";
    private const string Sections = $$"""
        files:
          {{Path}}:
            content: |
              connections 1024
            mode: "0640"
        """;

    [Test, CancelAfter(300_000)]
    [TestCase("echo connections 64 > " + Path, "content", TestName = "TamperedFile_Watched_IsBackWithinTwoSeconds(content)")]
    [TestCase("chmod 666 " + Path, "mode", TestName = "TamperedFile_Watched_IsBackWithinTwoSeconds(mode)")]
    [TestCase("rm " + Path, "", TestName = "TamperedFile_Watched_IsBackWithinTwoSeconds(deleted)")]
    [TestCase("printf 'x\\n' > /etc/x && mv /etc/x " + Path, "content", TestName = "TamperedFile_Watched_IsBackWithinTwoSeconds(replaced)")]
    public async Task TamperedFile_Watched_IsBackWithinTwoSeconds(string tamper, string attribute, CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Sections, release, ct: ct);
        await managed.Host.WriteAsync("/root/want", "connections 1024\n", "640", ct);

        var milliseconds = await managed.Host.RunAsync(
            $"""
            {tamper}
            started=$(date +%s%N)
            until cmp -s {Path} /root/want && [ "$(stat -c %a {Path})" = 640 ]; do
              [ $((($(date +%s%N) - started) / 1000000)) -lt 10000 ] || break
              sleep 0.01
            done
            echo $((($(date +%s%N) - started) / 1000000))
            """,
            ct);

        TestContext.Out.WriteLine($"back after {milliseconds} ms");
        Assert.That(int.Parse(milliseconds), Is.LessThan(2000));
        var drift = (await Eventually.BecomesAsync(
            "the drift is in the history",
            TimeSpan.FromSeconds(5),
            async () => (await AgentEvent.OfAsync(managed.Host, ct)).FirstOrDefault(e => e.Kind == "drift"),
            e => e?.Action == "repaired",
            ct)).Answer;
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(drift?.Resource, Does.StartWith("file/").And.EndsWith(Path));
            Assert.That(drift?.Origin, Does.StartWith($"{ManagedHost.HostFile}:2"), "the line of the YAML that asks for it");
            Assert.That(drift?.At, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
            Assert.That(drift?.Differences.Select(d => d.Attribute), attribute.Length == 0 ? Is.Not.Empty : Does.Contain(attribute));
            Assert.That(await managed.Host.RunAsync("mint history", ct), Does.Contain(Path).And.Contain($"{ManagedHost.HostFile}:2"));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task SecondRun_AfterConverging_IsEmpty(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(Sections + "\npackages:\n  tree: {}\n", release, ct: ct);
        var before = await HostSnapshot.TakeAsync(managed.Host, ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That((await managed.Host.TryAsync("mint plan", ct)).ExitCode, Is.Zero, "nothing to do");
            Assert.That(await managed.Host.RunAsync("mint apply --json | tail -n 1", ct), Does.Contain("\"changed\":0"));
            Assert.That(before.ChangedUntil(await HostSnapshot.TakeAsync(managed.Host, ct)), Is.Empty);
        });
    }
}
