using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class LaptopCommandTests
{
    private DirectoryInfo repo = null!;

    [SetUp]
    public void MakeRepo()
    {
        repo = Directory.CreateTempSubdirectory("mint-repo-");
        Write("mint.yaml", "version: 1\nlimits: { delete: 1 }\n");
        Write("groups/base.yaml", "files:\n  /etc/motd.mint:\n    content: |\n      Welcome\n      to ${host}\n");
        Write("hosts/web-01.yaml", "groups: [base]\nfiles:\n  /etc/shop.conf: { content: \"a\" }\n");
        Write("hosts/web-02.yaml", "groups: [base]\n");
    }

    [TearDown]
    public void RemoveRepo() => repo.Delete(recursive: true);

    [Test]
    public async Task Validate_GoodRepo_SaysSo()
    {
        var run = await Run("validate", "--offline");

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, "✓ 2 hosts, 1 group: no problems\n")));
    }

    [Test]
    public async Task Validate_WithMistakes_ReadsAsApproved()
    {
        Write("hosts/bad.yaml", "groups: [bas]\nfiles:\n  /etc/x: { contents: a }\n  /etc/y: [1]\n");

        Approval.Verify((await Run("validate", "--offline")).Transcript, "validate");
    }

    [Test]
    public async Task Validate_NoRepo_SaysHowToMakeOne()
    {
        var run = await MintRun.Of("validate", "--offline", "--repo", "/nonexistent");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "✗ /nonexistent is not a config repo: it holds no mint.yaml.\n  Make one: mint init /nonexistent\n")));
    }

    [Test]
    public async Task Plan_BetweenRevisions_ReadsAsApproved()
    {
        CommitTwice();

        var run = await Run("plan", "--all", "--from", "HEAD~1", "--to", "HEAD");

        Approval.Verify(run.Transcript, "plan-all");
    }

    [Test]
    public async Task Plan_OneHostBetweenRevisions_ShowsDiffs()
    {
        CommitTwice();

        var run = await Run("plan", "--host", "web-01", "--from", "HEAD~1", "--to", "HEAD");

        Approval.Verify(WithoutIds(run.Transcript), "plan-host");
    }

    [Test]
    public async Task Plan_SameRevision_IsEmpty()
    {
        CommitTwice();

        Assert.That((await Run("plan", "--all", "--from", "HEAD", "--to", "HEAD")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Plan_UnknownRevision_IsOneSentence()
    {
        CommitTwice();

        var run = await Run("plan", "--all", "--from", "nowhere", "--to", "HEAD");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("✗ 'nowhere' is not a commit"));
    }

    [Test]
    public async Task Plan_LiveForAWorkingTree_SaysThatDriftCannotBeTold()
    {
        var run = await Run("plan", "--host", "web-02");

        Assert.That(run.Output, Does.Contain("drift and pending can't be told apart").And.Contain("+ file /etc/motd.mint"));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }

    [TestCase("plan", "--all")]
    [TestCase("plan", "--from", "HEAD")]
    [TestCase("plan", "--from", "a", "--to", "b")]
    [TestCase("plan", "--from", "a", "--to", "b", "--all", "--host", "x")]
    public async Task Plan_WrongCombination_ExitsAsUsage(params string[] args) => Assert.That((await Run(args)).ExitCode, Is.EqualTo(64));

    private Task<MintRun> Run(params string[] args) => MintRun.Of([.. args, "--repo", repo.FullName]);

    private void Write(string path, string text)
    {
        var target = Path.Combine(repo.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? repo.FullName);
        File.WriteAllText(target, text);
    }

    private void CommitTwice()
    {
        LibGit2Sharp.Repository.Init(repo.FullName);
        using var git = new LibGit2Sharp.Repository(repo.FullName);
        Commit(git, "Begin");
        Write("groups/base.yaml", "files:\n  /etc/motd.mint:\n    content: |\n      Hello\n      to ${host}\n");
        Write("hosts/web-01.yaml", "groups: [base]\n");
        Write("hosts/web-03.yaml", "groups: [base]\n");
        File.Delete(Path.Combine(repo.FullName, "hosts/web-02.yaml"));
        Commit(git, "Greet");
    }

    private static void Commit(LibGit2Sharp.Repository git, string subject)
    {
        LibGit2Sharp.Commands.Stage(git, "*");
        var anna = new LibGit2Sharp.Signature("anna", "anna@example.org", MintRun.Now);
        git.Commit(subject, anna, anna, new LibGit2Sharp.CommitOptions());
    }

    private static string WithoutIds(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{7} → +[0-9a-f]{7}", "IDS");
}
