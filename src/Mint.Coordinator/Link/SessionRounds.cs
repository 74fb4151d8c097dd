using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;
using Mint.Coordinator.Turns;

namespace Mint.Coordinator.Link;

/// <summary>
/// Makes good what signals missed: one may be lost, or come while a stream is only being taken in. Every few seconds the streams of
/// revoked hosts end, and every agent is told how far it may go, and how its turn stands, where it does not know yet. Ends that could not be written are.
/// </summary>
internal sealed partial class SessionRounds(Sessions sessions, Closings closings, TurnPlaces turns, Database database, Identity identity, TimeProvider time, ILogger<SessionRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Goes round once.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task GoAsync(CancellationToken ct)
    {
        sessions.Release();
        sessions.TellTurns(await turns.ReadConnectedAsync(ct));
        await closings.CatchUpAsync(ct);
        await using var connection = await database.OpenAsync(ct);
        foreach (var host in await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT name FROM hosts WHERE connected_to = @Instance AND revoked_at IS NOT NULL", new { identity.Instance }, cancellationToken: ct)))
        {
            sessions.Revoke(host);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await GoAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever it is, the next round tries again; ended, this would leave revoked hosts connected
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(failure.Message, failure is DbException ? null : failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Streams can't be compared with the store, trying again: {Reason}")]
    private partial void LogFailed(string reason, Exception? bug);
}
