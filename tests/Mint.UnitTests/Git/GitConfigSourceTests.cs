using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Core.Config;
using Mint.Core.Providers;
using Mint.Platform.Git.Sync;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class GitConfigSourceTests
{
    private readonly TestSigner anna = TestSigner.Ssh("anna");
    private GitRepo remote = new();
    private string state = "";
    private string ssh = "";
    private string? accepted;

    [OneTimeTearDown]
    public void ForgetKeys() => anna.Dispose();

    [SetUp]
    public void Begin()
    {
        remote = new GitRepo();
        remote.Allow("require", anna);
        remote.Commit("Begin", anna);
        state = Directory.CreateTempSubdirectory("mint-state-").FullName;
        accepted = null;
        // Stands for ssh and the far side at once: runs what would be run over there.
        ssh = Script("for last; do :; done; exec sh -c \"$last\"");
    }

    [TearDown]
    public void End()
    {
        remote.Dispose();
        Directory.Delete(state, recursive: true);
    }

    [TestCase("file")]
    [TestCase("ssh")]
    public async Task SyncAsync_NewCommits_AreAcceptedOnce(string scheme)
    {
        using GitConfigSource source = Source(scheme);
        KnownCommit first = await Accept(source);
        Assert.That(first.Commit.Id, Is.EqualTo(remote.Head));
        Assert.That(first.Commit.Branch, Is.EqualTo("main"));
        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Unchanged>());

        remote.Write("hosts/web.yaml", "groups: []");
        remote.Commit("Add a host", anna);
        KnownCommit second = await Accept(source);
        Assert.That(second.Commit.Subject, Is.EqualTo("Add a host"));
        Assert.That(Encoding.UTF8.GetString(second.Files.Read("hosts/web.yaml", 100).Content ?? []), Is.EqualTo("groups: []"));
        Assert.That(first.Files.Read("hosts/web.yaml", 100).Fault, Is.EqualTo(ConfigFileFault.NotFound), "an open commit does not move");
        first.Dispose();
        second.Dispose();
    }

    [Test]
    public async Task SyncAsync_Unchanged_CostsOneConversation()
    {
        string log = Path.Join(state, "calls");
        ssh = Script($"echo x >> {log}; for last; do :; done; exec sh -c \"$last\"");
        using GitConfigSource source = Source("ssh");
        (await Accept(source)).Dispose();
        int before = File.ReadAllLines(log).Length;
        await source.SyncAsync(default);
        Assert.That(File.ReadAllLines(log), Has.Length.EqualTo(before + 1));
    }

    [Test]
    public async Task SyncAsync_RefusedHead_IsRefusedAgainWithoutFetching()
    {
        using GitConfigSource source = Source("file");
        (await Accept(source)).Dispose();
        remote.Commit("Unsigned");
        SyncResult refused = await source.SyncAsync(default);
        Assert.That(refused, Is.TypeOf<SyncResult.Refused>());
        Assert.That(await source.SyncAsync(default), Is.SameAs(refused));
        remote.Commit("Signed on top", anna);
        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Accepted>());
    }

    [Test]
    public async Task SyncAsync_CloneLost_StillKnowsWhatWasAccepted()
    {
        using (GitConfigSource source = Source("file"))
        {
            (await Accept(source)).Dispose();
        }

        Directory.Delete(Path.Join(state, "repo"), recursive: true);
        using GitConfigSource again = Source("file");
        Assert.That(await again.SyncAsync(default), Is.TypeOf<SyncResult.Unchanged>());
        using KnownCommit? known = again.Open(accepted ?? "");
        Assert.That(known?.Files.Read("mint.yaml", 10000).Fault, Is.Null);

        Directory.Delete(Path.Join(state, "repo"), recursive: true);
        remote.Git("commit", "-q", "--amend", "--allow-empty", "-m", "Rewritten");
        Assert.That(await again.SyncAsync(default), Is.TypeOf<SyncResult.Refused>().With.Property("Reason").Contains("does not descend"));
    }

    [Test]
    public async Task SyncAsync_CloneDamaged_IsSetAsideAndFetchedAnew()
    {
        using (GitConfigSource source = Source("file"))
        {
            (await Accept(source)).Dispose();
        }

        string pack = Directory.GetFiles(Path.Join(state, "repo", "objects", "pack"), "*.pack")[0];
        File.SetAttributes(pack, FileAttributes.Normal);
        byte[] bytes = File.ReadAllBytes(pack);
        bytes.AsSpan(20, bytes.Length - 40).Fill(0x55);
        File.WriteAllBytes(pack, bytes);

        using GitConfigSource again = Source("file");
        Assert.That(await again.SyncAsync(default), Is.TypeOf<SyncResult.Unchanged>());
        using KnownCommit? known = again.Open(accepted ?? "");
        Assert.That(known?.Files.Read("mint.yaml", 10000).Fault, Is.Null);
        Assert.That(Directory.Exists(Path.Join(state, "repo.broken")), Is.True);
    }

    [Test]
    public async Task SyncAsync_LocksLeftByAKill_AreTakenAwayAtTheFirstLook()
    {
        using (GitConfigSource source = Source("file"))
        {
            (await Accept(source)).Dispose();
        }

        // What a kill in the middle of marking, fetching or naming the remote leaves behind.
        foreach (string file in new[] { "refs/mint/accepted", "refs/mint/candidate", "config", "HEAD", "packed-refs" })
        {
            File.WriteAllText(Path.Join(state, "repo", $"{file}.lock"), "");
        }

        remote.Commit("Goes on", anna);
        using GitConfigSource again = Source("file");
        (await Accept(again)).Dispose();
        Assert.That(Directory.Exists(Path.Join(state, "repo.broken")), Is.False, "nothing was damaged");
    }

    [Test]
    public async Task SyncAsync_ManyFetches_AreTidied()
    {
        using GitConfigSource source = Source("file");
        (await Accept(source)).Dispose();
        string packs = Path.Join(state, "repo", "objects", "pack");
        string real = Directory.GetFiles(packs, "*.pack")[0];
        for (int i = 0; i < 41; i++)
        {
            File.Copy(real, Path.Join(packs, $"pack-{i:x40}.pack"));
        }

        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Unchanged>());
        Assert.That(Directory.GetFiles(packs, "*.pack"), Has.Length.EqualTo(1));
        remote.Commit("Goes on", anna);
        (await Accept(source)).Dispose();
    }

    [Test]
    public async Task SyncAsync_NoBranch_NeedsAPerson()
    {
        using GitConfigSource source = Source("file", branch: "trunk");
        Assert.That(await source.SyncAsync(default), Is.EqualTo(new SyncResult.Failed(FailureKind.NeedsPerson, "")).Using<SyncResult.Failed>((a, b) => a.Kind == b.Kind));
    }

    [TestCase("echo 'Host key verification failed.' >&2; exit 255", FailureKind.NeedsPerson, "host key of h")]
    [TestCase("echo 'git@h: Permission denied (publickey).' >&2; exit 255", FailureKind.NeedsPerson, "deploy key")]
    [TestCase("echo \"fatal: 'x' does not appear to be a git repository\" >&2; exit 128", FailureKind.NeedsPerson, "Check the path")]
    [TestCase("echo 'ssh: connect to host h port 22: Connection refused' >&2; exit 255", FailureKind.Retry, "Connection refused")]
    [TestCase("exec sleep 60", FailureKind.Retry, "said nothing")]
    [TestCase("printf 00zz; exec sleep 60", FailureKind.Retry, "failed")]
    [CancelAfter(10000)]
    public async Task SyncAsync_SshFails_SaysWhyAndWhatFollows(string script, FailureKind kind, string words)
    {
        ssh = Script(script);
        using GitConfigSource source = Source("ssh");
        var failed = await source.SyncAsync(default) as SyncResult.Failed;
        Assert.That(failed?.Message, Does.Contain(words));
        Assert.That(failed?.Kind, Is.EqualTo(kind));
    }

    [Test]
    [CancelAfter(10000)]
    public void SyncAsync_Stopped_EndsSshAtOnce()
    {
        ssh = Script("exec sleep 60");
        using GitConfigSource source = Source("ssh", silence: TimeSpan.FromMinutes(1));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.That(async () => await source.SyncAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task SyncAsync_MoreThanTheLimit_NeedsAPerson()
    {
        remote.Write("big", Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(200_000)));
        remote.Commit("Big", anna);
        using GitConfigSource source = Source("ssh", limit: 50_000);
        var failed = await source.SyncAsync(default) as SyncResult.Failed;
        Assert.That(failed?.Message, Does.Contain("sent more than"));
        Assert.That(failed?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
    }

    [Test]
    public async Task SyncAsync_UnusableClone_IsAFailureNotACrash()
    {
        File.WriteAllText(Path.Join(state, "repo"), "a file where the clone should be");
        using GitConfigSource source = Source("file");
        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Failed>());
        Assert.That(source.Open(remote.Head), Is.Null);
    }

    [TestCase("http://h/x", "not an address")]
    [TestCase("https://user:secret@h/x", "token_file")]
    [TestCase("ssh://-oProxyCommand=x/y", "")]
    [TestCase("git://h/x", "not an address")]
    [TestCase("ext::sh -c x", "not an address")]
    public async Task SyncAsync_UnsafeAddress_NeedsAPerson(string url, string words)
    {
        using GitConfigSource source = Source(url);
        var failed = await source.SyncAsync(default) as SyncResult.Failed;
        Assert.That(failed?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failed?.Message, Does.Contain(words).And.Not.Contain("secret"));
    }

    private async Task<KnownCommit> Accept(GitConfigSource source)
    {
        SyncResult result = await source.SyncAsync(default);
        Assert.That(result, Is.TypeOf<SyncResult.Accepted>(), result.ToString());
        KnownCommit known = ((SyncResult.Accepted)result).Known;
        accepted = known.Commit.Id;
        return known;
    }

    private GitConfigSource Source(string scheme, string branch = "main", TimeSpan? silence = null, long limit = 1_000_000)
    {
        string key = Path.Join(state, "key");
        File.WriteAllText(key, "");
        var options = new GitRemoteOptions
        {
            Url = scheme switch { "file" => $"file://{remote.Path}", "ssh" => $"ssh://git@h{remote.Path}", _ => scheme },
            Branch = branch,
            SshKey = key,
            KnownHosts = key,
            SshProgram = ssh,
            Silence = silence ?? TimeSpan.FromMilliseconds(500),
            MaxReceivedBytes = limit,
        };
        var pins = new SignatureSettings { Signers = new Dictionary<string, Signer> { ["anna"] = anna.Public } };
        return new GitConfigSource(
            options, pins, Path.Join(state, "repo"), files => new ConfigLoader(files, []).LoadFleet(), () => accepted, TimeProvider.System, NullLogger<GitConfigSource>.Instance);
    }

    private string Script(string body)
    {
        string path = Path.Join(state, "ssh");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        GitRepo.Run("chmod", "/", ["+x", path]);
        return path;
    }
}
