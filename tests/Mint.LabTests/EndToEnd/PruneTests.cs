using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Removing a key from the YAML removes the thing from the server, and nothing else.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class PruneTests(DebianRelease release)
{
    [Test, CancelAfter(600_000)]
    public async Task RemovedKey_OfAFileAndAPackage_TakesOnlyThoseAway(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(
            """
            files:
              /etc/stays.conf: { content: "stays\n" }
              /etc/goes.conf: { content: "goes\n" }
            packages:
              tree: {}
              bc: {}
            """,
            release,
            ct: ct);
        // Brought by hand: nobody's business.
        await managed.Host.RunAsync("echo mine > /etc/by-hand.conf; apt-get install -qy jq", ct);
        var expected = (await managed.Host.RunAsync("dpkg -L tree", ct)).Split('\n').Append("/etc/goes.conf").Append("package tree");
        var before = await HostSnapshot.TakeAsync(managed.Host, ct);

        var commit = await managed.PushAsync(
            """
            files:
              /etc/stays.conf: { content: "stays\n" }
            packages:
              bc: {}
            """,
            ct: ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromMinutes(1), ct);

        var changed = before.ChangedUntil(await HostSnapshot.TakeAsync(managed.Host, ct));
        Assert.That(changed, Does.Contain("/etc/goes.conf").And.Contain("package tree").And.Contain("/usr/bin/tree"));
        Assert.That(changed, Is.SubsetOf(expected));
    }

    [Test, CancelAfter(600_000)]
    public async Task RemovedKey_OfAFileThatWasThereBefore_LeavesIt(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(
            "files:\n  /etc/adopted.conf: { content: \"ours\\n\" }\n",
            release,
            prepare: host => host.WriteAsync("/etc/adopted.conf", "theirs\n", ct: ct),
            ct: ct);
        Assert.That(await managed.Host.RunAsync("cat /etc/adopted.conf", ct), Is.EqualTo("ours"));

        var commit = await managed.PushAsync("files: {}\n", ct: ct);
        await managed.ConvergesAsync(commit, TimeSpan.FromMinutes(1), ct);

        Assert.That(await managed.Host.RunAsync("ls /etc/adopted.conf", ct), Is.EqualTo("/etc/adopted.conf"), "adopted, so disowned and not deleted");
    }

    [Test, CancelAfter(600_000)]
    public async Task RemovedKeys_MoreThanTheLimit_AreHeldUntilACommitReleasesThem(CancellationToken ct)
    {
        static string Files(int count) => "files:\n" + string.Concat(Enumerable.Range(1, count).Select(i => $"  /etc/many/{i}: {{ content: \"x\\n\" }}\n"))
            + "  /etc/many: { directory: true }\n";
        await using var managed = await ManagedHost.StartAsync(Files(8), release, ct: ct);

        await managed.PushAsync(Files(1), ct: ct);
        await managed.SaysAsync("held", status => status.State == "held", ct);
        Assert.That(await managed.Host.RunAsync("ls /etc/many | wc -l", ct), Is.EqualTo("8"));

        var released = await managed.PushAsync(Files(1), message: "Tidy up\n\nMint-Allow: delete=7", ct: ct);
        await managed.ConvergesAsync(released, TimeSpan.FromMinutes(1), ct);
        Assert.That(await managed.Host.RunAsync("ls /etc/many", ct), Is.EqualTo("1"));
    }
}
