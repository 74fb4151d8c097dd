using System.Diagnostics;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class LinuxHostProgramTests
{
    private readonly LinuxHost host = new();

    [Test]
    public async Task Run_ExitCodeAndBothOutputs_AreGiven()
    {
        var result = await RunAsync("echo out; echo err >&2; exit 3");

        Assert.That(result, Is.EqualTo(new CommandResult("sh", 3, "out\n", "err\n")));
    }

    [TestCase("no-such-program-at-all")]
    [TestCase("/no/such/program")]
    [TestCase("/etc/passwd")]
    public async Task Run_NotInstalled_Gives127(string program)
    {
        var result = await host.RunAsync(new Command(program), CancellationToken.None);

        Assert.That(result.ExitCode, Is.EqualTo(CommandResult.NotFound));
    }

    [Test]
    public async Task Run_Input_IsGivenAndClosed()
    {
        var result = await host.RunAsync(new Command("cat") { Input = "säge" }, CancellationToken.None);

        Assert.That(result.Output, Is.EqualTo("säge"));
    }

    [Test]
    public async Task Run_SecretInput_IsGivenInsteadOfInput()
    {
        var command = new Command("cat") { SecretInput = new Secret("hunter2") };

        Assert.That((await host.RunAsync(command, CancellationToken.None)).Output, Is.EqualTo("hunter2"));
        Assert.That($"{command}", Is.EqualTo("cat "));
    }

    [Test]
    public async Task Run_SecretFiles_AreThereForTheOwnerAloneWhileItRuns()
    {
        var command = new Command("sh", "-c", "cat @a \"$1\"; stat -c ' %a %n' @a", "sh", "@b")
        {
            SecretFiles = new Dictionary<string, Secret> { ["@a"] = new("hunter2"), ["@b"] = new(" säge") },
        };

        var output = (await host.RunAsync(command, CancellationToken.None)).Output.Trim().Split(' ');

        Assert.That(output[..3], Is.EqualTo(new[] { "hunter2", "säge", "600" }));
        Assert.That(File.Exists(output[3]), Is.False);
    }

    [Test]
    public void Run_SecretFileThatCannotBeOpened_LeavesNothingBehind()
    {
        var command = new Command("cat", "@a", "@b")
        {
            SecretFiles = new Dictionary<string, Secret> { ["@a"] = new("hunter2"), ["@b"] = Secret.Sealed("b", () => throw new ResourceException(FailureKind.NeedsPerson, "sealed")) },
        };

        Assert.That(() => host.RunAsync(command, CancellationToken.None), Throws.TypeOf<ResourceException>().With.Message.EqualTo("sealed"));
    }

    [Test]
    public async Task Run_InputThatNobodyReads_IsFine()
    {
        var result = await host.RunAsync(new Command("true") { Input = new string('x', 1 << 20) }, CancellationToken.None);

        Assert.That(result.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Run_Environment_IsFixed()
    {
        var result = await host.RunAsync(
            new Command("env") { Environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" } }, CancellationToken.None);

        Assert.That(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]), Is.EquivalentTo(
            new[] { "PATH", "LC_ALL", "HOME", "DEBIAN_FRONTEND" }));
    }

    [Test]
    public async Task Run_ArgumentsWithSpacesAndQuotes_ArePassedAsTheyAre()
    {
        var result = await host.RunAsync(new Command("printf", "%s|", "a b", "'\"$HOME", ""), CancellationToken.None);

        Assert.That(result.Output, Is.EqualTo("a b|'\"$HOME||"));
    }

    [Test]
    public async Task Run_MuchOutput_IsCutAtItsBound()
    {
        var result = await RunAsync("head -c 20000000 /dev/zero; head -c 2000000 /dev/zero >&2");

        Assert.That((result.ExitCode, result.Output.Length, result.Error.Length), Is.EqualTo((0, 16 << 20, 1 << 20)));
    }

    [Test]
    public void Run_TooLong_IsEndedWithItsChildren()
    {
        var watch = Stopwatch.StartNew();

        Assert.Multiple(() =>
        {
            Assert.That(
                () => RunAsync("sleep 60 & sleep 60", TimeSpan.FromMilliseconds(100)),
                Throws.TypeOf<ResourceException>().With.Property("Kind").EqualTo(FailureKind.Retry).And.Message.Contains("did not end"));
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        });
    }

    [Test]
    public async Task Run_DaemonLeftBehind_DoesNotHoldUp()
    {
        var watch = Stopwatch.StartNew();
        var result = await RunAsync("echo done; sleep 5 &");

        Assert.That((result.Output, watch.Elapsed < TimeSpan.FromSeconds(4)), Is.EqualTo(("done\n", true)));
    }

    [Test]
    public async Task Run_StoppedWithinGrace_EndsByItself()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var command = new Command("sh", "-c", "sleep 0.3; echo finished") { Grace = TimeSpan.FromMinutes(1) };
        var result = await host.RunAsync(command, stop.Token);

        Assert.That(result.Output, Is.EqualTo("finished\n"));
    }

    [Test]
    public void Run_StoppedWithoutGrace_IsEnded()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.That(
            () => host.RunAsync(new Command("sleep", "60") { Grace = TimeSpan.Zero }, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Query_EqualOnes_RunOncePerPass()
    {
        var first = await host.QueryAsync(ReadOnlyCommand.Locales(), CancellationToken.None);
        var second = await host.QueryAsync(ReadOnlyCommand.Locales(), CancellationToken.None);
        host.Forget();
        var third = await host.QueryAsync(ReadOnlyCommand.Locales(), CancellationToken.None);

        Assert.That((ReferenceEquals(first, second), ReferenceEquals(first, third)), Is.EqualTo((true, false)));
    }

    private Task<CommandResult> RunAsync(string script, TimeSpan? timeout = null) =>
        host.RunAsync(new Command("sh", "-c", script) { Timeout = timeout ?? TimeSpan.FromMinutes(1) }, CancellationToken.None);
}
