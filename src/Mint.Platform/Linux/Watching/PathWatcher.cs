using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Watching;

/// <summary>
/// Tells paths that changed, by inotify. It watches directories, not files, so a file that is replaced, renamed or made anew is seen; while a
/// directory is missing its nearest parent is watched. A thread of its own sleeps in the kernel. A hint only: what it misses (a grandparent
/// that is renamed, a link's target elsewhere) the next full check finds.
/// </summary>
public sealed partial class PathWatcher : IDisposable
{
    private const InotifyEvents Interest =
        InotifyEvents.Attributes | InotifyEvents.ClosedAfterWrite | InotifyEvents.MovedFrom | InotifyEvents.MovedTo | InotifyEvents.Created
        | InotifyEvents.Deleted | InotifyEvents.SelfDeleted | InotifyEvents.SelfMoved | InotifyEvents.OnlyDirectory | InotifyEvents.ExcludeUnlinked;

    private const InotifyEvents DirectoryGone = InotifyEvents.SelfDeleted | InotifyEvents.SelfMoved | InotifyEvents.Ignored;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly ILogger<PathWatcher> logger;
    private readonly Func<Inotify> open;
    private readonly WakeUp stop = new();
    private readonly Lock gate = new();
    private readonly Thread thread;
    private Inotify? inotify;
    private IReadOnlyList<string> paths = [];
    private Dictionary<int, WatchedDirectory> watched = [];

    /// <summary>Starts, watching nothing yet.</summary>
    public PathWatcher(ILogger<PathWatcher> logger)
        : this(logger, Inotify.Open)
    {
    }

    internal PathWatcher(ILogger<PathWatcher> logger, Func<Inotify> open)
    {
        (this.logger, this.open) = (logger, open);
        TryOpen(FirstRetry);
        thread = new Thread(Run) { IsBackground = true, Name = "mint-paths" };
        thread.Start();
    }

    /// <summary>Changed paths, as they were given to <see cref="Watch"/>.</summary>
    public PendingHints Changes { get; } = new();

    /// <summary>How many directories are watched.</summary>
    public int WatchCount
    {
        get
        {
            lock (gate)
            {
                return watched.Count;
            }
        }
    }

    /// <summary>
    /// Replaces what is watched. When it returns, changes are seen.
    /// </summary>
    /// <param name="newPaths">Absolute paths, present or not. One that ends with a slash stands for the entries of that directory.</param>
    public void Watch(IEnumerable<string> newPaths)
    {
        lock (gate)
        {
            paths = [.. newPaths.Distinct(StringComparer.Ordinal)];
            Arm();
        }
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        stop.Set();
        thread.Join();
        inotify?.Dispose();
        stop.Dispose();
    }

    private void Run()
    {
        if (Opened() is not { } opened)
        {
            return;
        }

        while (stop.Wait(opened.Fd, timeout: null))
        {
            lock (gate)
            {
                Take(opened.Read());
            }
        }
    }

    /// <summary>Waits until the kernel gives an instance: a server full of containers may have none left for a while. Null when stopped before.</summary>
    private Inotify? Opened()
    {
        var delay = FirstRetry;
        while (inotify is null)
        {
            if (!stop.Wait(-1, delay))
            {
                return null;
            }

            delay = delay + delay < LastRetry ? delay + delay : LastRetry;
            lock (gate)
            {
                if (TryOpen(delay))
                {
                    Arm();
                    Changes.TellEverything();
                }
            }
        }

        return inotify;
    }

    private bool TryOpen(TimeSpan next)
    {
        try
        {
            inotify = open();
            return true;
        }
        catch (Win32Exception e)
        {
            LogNotOpened(e.Message, next);
            return false;
        }
    }

    private void Take(IReadOnlyList<InotifyEvent> events)
    {
        if (events.Any(MovesDirectories))
        {
            // Told only after watching anew, so that whoever looks because of it misses nothing that comes after its look.
            var before = watched;
            Arm();
            Tell(events, before);
        }
        else
        {
            Tell(events, watched);
        }
    }

    private bool MovesDirectories(InotifyEvent change) =>
        change.Events.HasFlag(InotifyEvents.Overflow)
        || (watched.TryGetValue(change.Watch, out var directory)
            && ((change.Events & DirectoryGone) != 0 || directory.AwaitsDirectory(change.Name)));

    private void Tell(IReadOnlyList<InotifyEvent> events, Dictionary<int, WatchedDirectory> watches)
    {
        if (events.Any(e => e.Events.HasFlag(InotifyEvents.Overflow)))
        {
            Changes.TellEverything();
        }

        foreach (var change in events)
        {
            if (watches.TryGetValue(change.Watch, out var directory))
            {
                foreach (var path in (change.Events & DirectoryGone) != 0 ? directory.AllPaths : directory.PathsOf(change.Name))
                {
                    Changes.Tell(path);
                }
            }
        }
    }

    /// <summary>Watches what has to be watched now, and nothing else.</summary>
    private void Arm()
    {
        if (inotify is null)
        {
            return;
        }

        var wanted = new Dictionary<int, WatchedDirectory>();
        var byDirectory = new Dictionary<string, int>(StringComparer.Ordinal);
        var refused = 0;
        foreach (var path in paths)
        {
            refused += Arm(inotify, path, wanted, byDirectory) ? 0 : 1;
        }

        foreach (var watch in watched.Keys.Where(w => !wanted.ContainsKey(w)))
        {
            inotify.Remove(watch);
        }

        watched = wanted;
        if (refused > 0)
        {
            LogRefused(refused);
        }
    }

    private static bool Arm(Inotify inotify, string path, Dictionary<int, WatchedDirectory> wanted, Dictionary<string, int> byDirectory)
    {
        // The entry of the watched directory that leads to the path; empty for all of them.
        var (directory, name) = Split(path);
        var awaited = false;
        while (true)
        {
            if (!byDirectory.TryGetValue(directory, out var watch))
            {
                byDirectory[directory] = watch = inotify.Add(directory, Interest);
            }

            if (watch >= 0)
            {
                if (awaited && Directory.Exists(Path.Join(directory, name)))
                {
                    // It appeared between the two looks.
                    byDirectory.Clear();
                    (directory, name) = Split(path);
                    awaited = false;
                    continue;
                }

                wanted.TryAdd(watch, new WatchedDirectory());
                wanted[watch].Add(name, path, awaited);
                return true;
            }

            if (!Errno.IsAbsent(-watch) || directory == "/")
            {
                return false;
            }

            (directory, name) = Split(directory);
            awaited = true;
        }
    }

    private static (string Directory, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return (slash <= 0 ? "/" : path[..slash], path[(slash + 1)..]);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Paths can't be watched: {Reason} (fs.inotify.max_user_instances?); they are only looked at by the timer; trying again in {Delay}")]
    private partial void LogNotOpened(string reason, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} paths can't be watched (fs.inotify.max_user_watches?); they are only looked at by the timer")]
    private partial void LogRefused(int count);
}
