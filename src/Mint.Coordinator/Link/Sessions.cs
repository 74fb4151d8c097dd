using System.Collections.Concurrent;
using Grpc.Core;
using Mint.Coordinator.Peers;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Coordinator.Turns;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>The streams that this coordinator holds, and what signals ask of them.</summary>
internal sealed partial class Sessions(Signals signals, IReleases releases, TurnPlaces turns, PacedSends paced, IHostApplicationLifetime lifetime, ILogger<Sessions> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, AgentSession> live = new();
    private IDisposable? listening;

    /// <summary>Takes a stream in. An older one of the same host ends, here and elsewhere.</summary>
    public async Task AddAsync(AgentSession session, CancellationToken ct)
    {
        AgentSession? older = null;
        live.AddOrUpdate(session.Agent.Host, session, (_, before) =>
        {
            older = before;
            return session;
        });
        older?.End(new Status(StatusCode.Aborted, "another stream of this host took over"));
        await signals.SendAsync(new Signal(SignalTopics.End, $"{session.Agent.Host} {session.Id}"), ct);
    }

    /// <summary>A stream ended.</summary>
    public void Remove(AgentSession session) => live.TryRemove(new KeyValuePair<string, AgentSession>(session.Agent.Host, session));

    /// <summary>Ends the stream of a host that is out.</summary>
    public void Revoke(string host)
    {
        if (live.TryGetValue(host, out var session))
        {
            LogEnded(host);
            session.End(new Status(StatusCode.PermissionDenied, "this host's certificate was revoked"));
        }
    }

    /// <summary>Tells every agent how far it may go, where that is news to it.</summary>
    public void Release()
    {
        foreach (var session in live.Values.Where(s => s.IsNews(releases.For(s.Agent.Host))))
        {
            // How far it may go by then: a rollout that is held meanwhile goes no further.
            paced.Add(() => session.Release(releases.For(session.Agent.Host)));
        }
    }

    /// <summary>Tells agents how their hosts' turns stand, where that is news to them.</summary>
    public void TellTurns(IReadOnlyList<TurnRow> rows)
    {
        foreach (var row in rows)
        {
            if (live.TryGetValue(row.Host, out var session))
            {
                session.TellTurn(row, turns.Answer(row));
            }
        }
    }

    /// <summary>Hands on to every agent what others said of themselves, where that is news to it.</summary>
    public void TellPeers(PeerBook book)
    {
        foreach (var session in live.Values)
        {
            session.TellPeers(book);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        listening = signals.Listen(Hear);
        // Before the listeners stop, for they wait until every stream has ended.
        lifetime.ApplicationStopping.Register(EndAll);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => listening?.Dispose();

    private void EndAll()
    {
        listening?.Dispose();
        foreach (var session in live.Values)
        {
            session.End(new Status(StatusCode.Unavailable, "the coordinator stops"));
        }
    }

    private Task Hear(Signal signal)
    {
        switch (signal.Topic)
        {
            case SignalTopics.Wake:
                Each(signal, session => paced.Add(() => session.Send(new ConnectResponse { Wake = new Wake { Reason = "the coordinator was told of a new commit" } })));
                break;
            case SignalTopics.Report:
                Each(signal, session => session.AskForReport("a person asked for it"));
                break;
            case SignalTopics.End:
                End(signal);
                break;
            case SignalTopics.Rollout:
                Release();
                break;
            case SignalTopics.Knock:
                SendKnock(signal);
                break;
            case SignalTopics.Turns:
                return TellTurnsAsync([.. signal.Body.Split('\n').Where(live.ContainsKey)]);
        }

        return Task.CompletedTask;
    }

    private async Task TellTurnsAsync(IReadOnlyList<string> hosts)
    {
        if (hosts.Count == 0)
        {
            return;
        }

        var rows = await turns.ReadAsync(hosts, CancellationToken.None);
        TellTurns(rows);
        foreach (var host in hosts.Except(rows.Select(row => row.Host)))
        {
            if (live.TryGetValue(host, out var session))
            {
                session.TellTurn(null, turns.Answer(null));
            }
        }
    }

    private void SendKnock(Signal signal)
    {
        if (signal.Body.Split(' ') is [var host, var order] && live.TryGetValue(host, out var session))
        {
            session.Send(new ConnectResponse { KnockOrder = KnockOrder.Parser.ParseFrom(Convert.FromBase64String(order)) });
        }
    }

    private void Each(Signal signal, Action<AgentSession> act)
    {
        foreach (var host in signal.Body.Split('\n'))
        {
            if (live.TryGetValue(host, out var session))
            {
                act(session);
            }
        }
    }

    // "web-01": its host is out. "web-01 SESSION": another stream of the host took over, which may be ours.
    private void End(Signal signal)
    {
        foreach (var words in signal.Body.Split('\n').Select(line => line.Split(' ')))
        {
            if (words.Length == 1)
            {
                Revoke(words[0]);
            }
            else if (live.TryGetValue(words[0], out var session) && words[1] != session.Id)
            {
                LogEnded(words[0]);
                session.End(new Status(StatusCode.Aborted, "another stream of this host took over"));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The stream of {Host} is ended from here")]
    private partial void LogEnded(string host);
}
