using System.ComponentModel;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Platform.Linux;
using Mint.Platform.Linux.Watching;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class PathWatcherTests
{
    private readonly LinuxHost host = new();
    private TemporaryDirectory directory = new();
    private PathWatcher watcher = new(NullLogger<PathWatcher>.Instance);

    [SetUp]
    public void SetUp()
    {
        watcher.Dispose();
        (directory, watcher) = (new TemporaryDirectory(), new PathWatcher(NullLogger<PathWatcher>.Instance));
    }

    [TearDown]
    public void TearDown()
    {
        watcher.Dispose();
        directory.Dispose();
    }

    [Test]
    public async Task Watch_FileReplacedByRename_IsTold()
    {
        watcher.Watch([directory["a"], directory["b"]]);
        host.WriteFile(directory["a"], "x"u8, TemporaryDirectory.Own(0x1A4));

        Assert.That(await NextAsync(), Is.EqualTo(new[] { directory["a"] }));
    }

    [Test]
    public async Task Watch_NoInstanceLeftAtFirst_GoesOnAndWatchesOnceThereIsOne()
    {
        var tries = 0;
        watcher.Dispose();
        watcher = new PathWatcher(NullLogger<PathWatcher>.Instance, () => tries++ == 0 ? throw new Win32Exception(24) : Inotify.Open());
        watcher.Watch([directory["a"]]);
        Assert.That(watcher.WatchCount, Is.Zero);

        var hints = await watcher.Changes.ReadAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That((hints.Everything, watcher.WatchCount), Is.EqualTo((true, 1)), "what happened meanwhile was not seen");
        host.WriteFile(directory["a"], "x"u8, TemporaryDirectory.Own(0x1A4));
        Assert.That(await NextAsync(), Is.EqualTo(new[] { directory["a"] }));
    }

    [Test]
    public async Task Watch_ModeChanged_IsTold()
    {
        File.WriteAllText(directory["a"], "x");
        watcher.Watch([directory["a"]]);
        host.SetAccess(directory["a"], TemporaryDirectory.Own(0x100));

        Assert.That(await NextAsync(), Is.EqualTo(new[] { directory["a"] }));
    }

    [Test]
    public async Task Watch_MissingDirectories_AreFoundWhenTheyAppear()
    {
        var path = directory["one/two/file"];
        watcher.Watch([path]);
        Directory.CreateDirectory(directory["one"]);
        await NextAsync();
        Directory.CreateDirectory(directory["one/two"]);
        await NextAsync();
        File.WriteAllText(path, "x");

        Assert.That(await NextAsync(), Is.EqualTo(new[] { path }));
    }

    [Test]
    public async Task Watch_DirectoryReplaced_IsWatchedAnew()
    {
        Directory.CreateDirectory(directory["d"]);
        watcher.Watch([directory["d/file"]]);
        Directory.Move(directory["d"], directory["old"]);
        await NextAsync();
        Directory.CreateDirectory(directory["d"]);
        await NextAsync();
        File.WriteAllText(directory["d/file"], "x");

        Assert.That(await NextAsync(), Is.EqualTo(new[] { directory["d/file"] }));
    }

    [Test]
    public async Task Watch_TrailingSlash_TellsAnyEntry()
    {
        Directory.CreateDirectory(directory["d"]);
        watcher.Watch([directory["d/"]]);
        File.WriteAllText(directory["d/any"], "x");

        Assert.That(await NextAsync(), Is.EqualTo(new[] { directory["d/"] }));
    }

    [Test]
    public async Task Watch_OtherPaths_ReplacesTheOld()
    {
        Directory.CreateDirectory(directory["d"]);
        watcher.Watch([directory["d/x"], directory["a"]]);
        Assert.That(watcher.WatchCount, Is.EqualTo(2));
        watcher.Watch([directory["b"]]);
        Assert.That(watcher.WatchCount, Is.EqualTo(1));
        File.WriteAllText(directory["a"], "x");
        File.WriteAllText(directory["b"], "x");

        Assert.That(await NextAsync(), Is.EqualTo(new[] { directory["b"] }));
    }

    [Test]
    public async Task Pending_TooManyNames_BecomeEverything()
    {
        var pending = new PendingHints(capacity: 2);
        foreach (var name in new[] { "a", "b", "a", "c" })
        {
            pending.Tell(name);
        }

        var hints = await pending.ReadAsync(CancellationToken.None);

        Assert.That((hints.Everything, hints.Names.Count, pending.Take()), Is.EqualTo((true, 2, (Hints?)null)));
    }

    [Test]
    public void Parse_PaddedNames_AreRead()
    {
        byte[] bytes =
        [
            1, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, (byte)'h', (byte)'i', 0, 0,
            0xff, 0xff, 0xff, 0xff, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];

        Assert.That(Inotify.Parse(bytes), Is.EqualTo(new[]
        {
            new InotifyEvent(1, InotifyEvents.MovedTo, "hi"),
            new InotifyEvent(-1, InotifyEvents.Overflow, ""),
        }));
    }

    private async Task<IEnumerable<string>> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return (await watcher.Changes.ReadAsync(limit.Token)).Names;
    }
}
