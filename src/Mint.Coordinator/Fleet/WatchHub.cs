using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Fleet;

/// <summary>
/// Passes on what changes to those who watch. What is stored is read once, however many watch; whoever does not keep up is cut off and may
/// come again, rather than be told a part.
/// </summary>
internal sealed partial class WatchHub(Signals signals, EventQueries events, HostQueries hosts, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WatchHub> logger) : BackgroundService
{
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Watcher, bool> watchers = new();
    private readonly Channel<Signal> heard = Channel.CreateUnbounded<Signal>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Begins to watch; disposing ends it.</summary>
    public Watcher Watch()
    {
        var watcher = new Watcher(this);
        watchers[watcher] = true;
        return watcher;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = signals.Listen(signal =>
        {
            if (signal.Topic == SignalTopics.Missed)
            {
                CutOffAll();
            }
            else if (!watchers.IsEmpty && signal.Topic is SignalTopics.Events or SignalTopics.Hosts or SignalTopics.Commits)
            {
                heard.Writer.TryWrite(signal);
            }

            return Task.CompletedTask;
        });
        using var stopping = lifetime.ApplicationStopping.Register(CutOffAll);
        while (await heard.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Moment, time, stoppingToken);
            try
            {
                await PassOnAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever it is, the next change is passed on again
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // They must not take silence for peace: cut off, they ask again.
                LogAway(away);
                CutOffAll();
            }
        }
    }

    private void CutOffAll()
    {
        foreach (var watcher in watchers.Keys)
        {
            watcher.CutOff();
        }
    }

    private async Task PassOnAsync(CancellationToken ct)
    {
        var lines = new HashSet<(string Topic, string Line)>();
        while (heard.Reader.TryRead(out var signal))
        {
            lines.UnionWith(signal.Body.Split('\n').Select(line => (signal.Topic, line)));
        }

        foreach (var ids in Of(lines, SignalTopics.Events).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).Order().Chunk(500))
        {
            foreach (var row in await events.RowsAsync(ids, ct))
            {
                Tell(new News(row, null, null));
            }
        }

        foreach (var names in Of(lines, SignalTopics.Hosts).Chunk(500))
        {
            foreach (var row in await hosts.RowsAsync(names, ct))
            {
                Tell(new News(null, row, null));
            }
        }

        foreach (var commit in Of(lines, SignalTopics.Commits))
        {
            Tell(new News(null, null, commit));
        }
    }

    private static IEnumerable<string> Of(HashSet<(string Topic, string Line)> lines, string topic) =>
        lines.Where(l => l.Topic == topic && l.Line.Length > 0).Select(l => l.Line);

    private void Tell(News news)
    {
        foreach (var watcher in watchers.Keys)
        {
            watcher.Tell(news);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed can't be read for those who watch")]
    private partial void LogAway(Exception failure);

    /// <summary>One who watches.</summary>
    internal sealed class Watcher(WatchHub hub) : IDisposable
    {
        private readonly Channel<News> waiting = Channel.CreateBounded<News>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

        /// <summary>What comes. Ends without error when the watcher was cut off.</summary>
        public ChannelReader<News> Reader => waiting.Reader;

        /// <inheritdoc/>
        public void Dispose() => hub.watchers.TryRemove(this, out _);

        internal void CutOff() => waiting.Writer.TryComplete();

        internal void Tell(News news)
        {
            if (!waiting.Writer.TryWrite(news))
            {
                CutOff();
            }
        }
    }
}

/// <summary>One piece of news; one of its parts is there.</summary>
/// <param name="Event">An event.</param>
/// <param name="Host">A host whose row changed.</param>
/// <param name="Commit">Id of a commit that came further.</param>
internal sealed record News(EventRow? Event, Hosts.HostRow? Host, string? Commit);
