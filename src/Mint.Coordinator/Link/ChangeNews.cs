using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Link;

/// <summary>Passes on what was stored, gathered for a moment: ten thousand agents that report together make a few signals.</summary>
internal sealed partial class ChangeNews(Signals signals, TimeProvider time, ILogger<ChangeNews> logger) : BackgroundService
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<long> events = new();
    private readonly SemaphoreSlim some = new(0, 1);
    private ConcurrentDictionary<string, bool> hosts = new();

    /// <summary>Rows of a host changed.</summary>
    public void Changed(string host)
    {
        hosts[host] = true;
        Wake();
    }

    /// <summary>Events were stored.</summary>
    public void Stored(IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
        {
            events.Enqueue(id);
        }

        if (ids.Count > 0)
        {
            Wake();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        some.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await some.WaitAsync(stoppingToken);
            await Task.Delay(Moment, time, stoppingToken);
            try
            {
                await PassOnAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever it is, it is tried again; ended, this would tell nobody of anything any more
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
                await Task.Delay(Pause, time, stoppingToken);
                Wake();
            }
        }
    }

    private async Task PassOnAsync(CancellationToken ct)
    {
        var ids = new List<long>();
        while (events.TryDequeue(out var id))
        {
            ids.Add(id);
        }

        var names = Interlocked.Exchange(ref hosts, new ConcurrentDictionary<string, bool>()).Keys;
        try
        {
            await signals.SendAsync(SignalTopics.Events, ids.Select(id => id.ToString(CultureInfo.InvariantCulture)), ct);
            ids.Clear();
            await signals.SendAsync(SignalTopics.Hosts, names, ct);
        }
        catch
        {
            // Whoever watches would take silence for peace.
            ids.ForEach(events.Enqueue);
            foreach (var name in names)
            {
                hosts[name] = true;
            }

            throw;
        }
    }

    private void Wake()
    {
        if (some.CurrentCount == 0)
        {
            try
            {
                some.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another one was quicker.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Others can't be told of changes, trying again: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
