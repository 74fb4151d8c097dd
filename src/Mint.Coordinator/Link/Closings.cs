using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Link;

/// <summary>
/// Writes down that streams ended. What can't be written then is owed and written later: a host that never comes back must not stay
/// connected because the store was away when it left.
/// </summary>
internal sealed partial class Closings(WriteQueue queue, ChangeNews news, ILogger<Closings> logger)
{
    private readonly ConcurrentDictionary<string, string> owed = new();

    /// <summary>A stream ended.</summary>
    public async Task CloseAsync(AgentSession session)
    {
        try
        {
            await WriteAsync(session.Id, session.Agent.Host, CancellationToken.None);
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException or ChannelClosedException)
        {
            owed[session.Id] = session.Agent.Host;
            LogOwed(session.Agent.Host, failure.Message);
        }
    }

    /// <summary>Writes what is owed.</summary>
    /// <exception cref="DbException">The store can't be written; it stays owed.</exception>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        foreach (var (session, host) in owed)
        {
            await WriteAsync(session, host, ct);
            owed.TryRemove(session, out _);
        }
    }

    // Another stream of the host has a session of its own, and is left alone.
    private async Task WriteAsync(string session, string host, CancellationToken ct)
    {
        await queue.WriteAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE hosts SET connected_to = '', session_id = '' WHERE name = @host AND session_id = @session", new { host, session }, transaction),
            ct);
        news.Changed(host);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of the stream of {Host} is written later: {Reason}")]
    private partial void LogOwed(string host, string reason);
}
