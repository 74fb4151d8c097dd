using System.Diagnostics;
using System.Text;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Platform.Linux;
using NUnit.Framework;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Confirming;

/// <summary>The way back as a shell carries it out, on this machine's files below a directory of the test's own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RestoreScriptTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("mint way back '");
    private readonly LinuxHost host = new(TimeProvider.System);

    private string State => Path.Combine(root.FullName, "state");

    private string Target => Path.Combine(root.FullName, "a target's file");

    private string Fresh => Path.Combine(root.FullName, "fresh");

    private FileAccess Own => host.Stat(root.FullName) is { } entry ? new FileAccess(entry.Uid, entry.Gid, 0x1A0) : throw new InvalidOperationException();

    public void Dispose() => root.Delete(recursive: true);

    [SetUp]
    public void Prepare()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Target, "new");
        File.WriteAllText(Fresh, "was not there");
    }

    [Test]
    public void Script_PutsBackRemovesRunsAndLeavesWord()
    {
        var seen = Path.Combine(root.FullName, "seen");
        Write(new RestoreCommand("sh", "-c", "cat >\"$1\"", "sh", seen) { Input = Encoding.UTF8.GetBytes("it's input\n") });

        var (code, _) = Run("timer", "nobody confirmed it");

        Assert.That(code, Is.Zero);
        Assert.That(File.ReadAllText(Target), Is.EqualTo("old $content 'as it' was\n"));
        Assert.That(host.Stat(Target)?.Mode, Is.EqualTo(0x1A0));
        Assert.That(File.Exists(Fresh), Is.False);
        Assert.That(File.ReadAllText(seen), Is.EqualTo("it's input\n"));
        Assert.That(Store.ReadReverted(host)?.Change.Reason, Is.EqualTo("nobody confirmed it"));
        Assert.That(Store.ReadReverted(host)?.Change.Commit, Is.EqualTo("c0ffee"));
        Assert.That(Store.PendingScript(host), Is.Null);
    }

    [Test]
    public void Script_CommandThatFailsOrIsMissing_GoesOnAndSaysSo()
    {
        var seen = Path.Combine(root.FullName, "seen");
        Write(new RestoreCommand("false") { MayFail = true }, new RestoreCommand("no-such-program", "x"), new RestoreCommand("touch", seen));

        var (code, _) = Run("boot", "the host started anew");

        Assert.That(code, Is.Zero);
        Assert.That(File.Exists(seen), Is.True);
        Assert.That(Store.ReadReverted(host)?.Change.Reason, Is.EqualTo("the host started anew; not everything could be put back: no-such-program x"));
    }

    [Test]
    public void Script_AfterTheAgentConfirmed_DoesNothing()
    {
        Write();
        File.Copy($"{State}/restore-point/revert", $"{root.FullName}/copy");
        Assert.That(Store.TryConfirm(host), Is.True);

        var (code, _) = Run("timer", "late", $"{root.FullName}/copy");

        Assert.That(code, Is.Zero);
        Assert.That(File.ReadAllText(Target), Is.EqualTo("new"));
        Assert.That(Store.ReadReverted(host), Is.Null);
    }

    [Test]
    public void Confirm_AfterTheScriptBegan_Fails()
    {
        Write();
        Run("timer", "first");

        Assert.That(Store.TryConfirm(host), Is.False);
    }

    [Test]
    public void Script_CutOffInTheMiddle_IsCarriedOnAndKeepsTheFirstReason()
    {
        Write();
        Directory.Move($"{State}/restore-point", $"{State}/reverting");
        File.WriteAllText($"{State}/reverting/why", "timer\n");
        File.WriteAllText($"{State}/reverting/reason", "first\n");

        Run("boot", "second", $"{State}/reverting/revert");

        Assert.That(File.Exists(Fresh), Is.False);
        Assert.That(Store.ReadReverted(host)?.Change.Reason, Is.EqualTo("first"));
    }

    [Test]
    public void Script_TwoAtOnce_OneWaitsForTheOther()
    {
        Write(new RestoreCommand("sleep", "0.3"));

        using var one = Start("timer", "one");
        using var two = Start("checks", "two");
        one.WaitForExit();
        two.WaitForExit();

        Assert.That(File.ReadAllText(Target), Does.StartWith("old"));
        Assert.That(Store.ReadReverted(host)?.Change.Reason, Is.EqualTo("one").Or.EqualTo("two"));
        Assert.That(Directory.GetFileSystemEntries(State).Select(Path.GetFileName), Is.EquivalentTo(new[] { "reverted", "revert.lock" }));
    }

    [Test]
    public void Script_OfAnyContent_PassesShellcheck()
    {
        Write(new RestoreCommand("ip", "-4", "it's \"quoted\" $HOME `x` \\") { Input = [1], MayFail = true });
        try
        {
            using var check = Process.Start(new ProcessStartInfo("shellcheck", ["-s", "sh", $"{State}/restore-point/revert"]) { RedirectStandardOutput = true })
                ?? throw new InvalidOperationException();
            var said = check.StandardOutput.ReadToEnd();
            check.WaitForExit();
            Assert.That(check.ExitCode, Is.Zero, said);
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Ignore("shellcheck is not installed");
        }
    }

    private RestorePointStore Store => new(State);

    /// <summary>As the store writes it, but for its own owner: a test is not root.</summary>
    private void Write(params RestoreCommand[] commands)
    {
        var point = new RestorePoint([new RestoredFile(Target, Encoding.UTF8.GetBytes("old $content 'as it' was\n"), Own), new RestoredFile(Fresh, null, default)], commands);
        Store.Write(new OwnedHost(host, Own), new TakenBack("c0ffee", "abc", [new ResourceId("toy", "a")], ""), [point]);
    }

    private Process Start(string why, string reason, string? script = null)
    {
        var start = new ProcessStartInfo("sh", [script ?? $"{State}/restore-point/revert", why, reason]) { RedirectStandardError = true };
        return Process.Start(start) ?? throw new InvalidOperationException();
    }

    private (int Code, string Error) Run(string why, string reason, string? script = null)
    {
        using var process = Start(why, reason, script);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
