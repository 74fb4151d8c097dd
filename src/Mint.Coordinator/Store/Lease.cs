using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Store;

/// <summary>
/// Who of the coordinators does what only one may do: follow the config repo, judge silence, move rollouts, send notifications. The holder
/// renews it; when it dies another takes over after the lease's end.
/// </summary>
internal sealed partial class Lease(Database database, Identity identity, TimeProvider time, ILogger<Lease> logger) : BackgroundService
{
    private const string Name = "leader";

    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Renews = TimeSpan.FromSeconds(5);

    private long heldUntil;

    /// <summary>Whether this coordinator is the one.</summary>
    public bool Held => Volatile.Read(ref heldUntil) > time.GetUtcNow().UtcTicks;

    /// <summary>Since when it is; what happened before nobody here watched.</summary>
    public DateTimeOffset Since { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Takes or renews it now.</summary>
    public async Task<bool> TryTakeAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var until = (now + Lasts).UtcTicks;
        await using var connection = await database.OpenAsync(ct);
        var taken = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO leases (name, holder, until) VALUES (@Name, @holder, @until)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE leases.holder = excluded.holder OR leases.until < @now
            """,
            new { Name, holder = identity.Instance, until, now = now.UtcTicks },
            cancellationToken: ct)) > 0;
        Note(taken, now, until);
        return taken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TryTakeAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // whatever it is, the next try may do; ended, this would take the whole coordinator with it
            catch (Exception away)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
            }

            await Task.Delay(Renews, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await GiveUpAsync();
    }

    private void Note(bool taken, DateTimeOffset now, long until)
    {
        if (taken && !Held)
        {
            Since = now;
            LogTaken();
        }

        // Two tries may end in the other order than they began.
        Volatile.Write(ref heldUntil, taken ? Math.Max(until, Volatile.Read(ref heldUntil)) : 0);
    }

    // Another one need not wait for the lease's end.
    private async Task GiveUpAsync()
    {
        Volatile.Write(ref heldUntil, 0);
        try
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync("DELETE FROM leases WHERE name = @Name AND holder = @holder", new { Name, holder = identity.Instance });
        }
#pragma warning disable CA1031 // the lease ends by itself a little later
        catch (Exception away)
#pragma warning restore CA1031
        {
            LogAway(away.Message, away is DbException ? null : away);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This coordinator now watches the fleet")]
    private partial void LogTaken();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store can't be reached: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
