using Dapper;
using Npgsql;

namespace Mint.Coordinator.Store;

/// <summary>Signals by LISTEN and NOTIFY, to all coordinators that share one PostgreSQL.</summary>
internal sealed partial class PostgresSignals(PostgresDatabase database, TimeProvider time, ILogger<Signals> logger) : Signals(logger), IHostedService, IDisposable
{
    private const string Channel = "mint";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger<Signals> logger = logger;
    private readonly CancellationTokenSource stop = new();
    private Task listening = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task SendAsync(Signal signal, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_notify(@Channel, @text)", new { Channel, text = $"{signal.Topic}\n{signal.Body}" }, cancellationToken: ct));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        listening = ListenAsync(stop.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await listening.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();

    private async Task ListenAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever it is, nobody would hear anything any more if this ended
            catch (Exception lost)
#pragma warning restore CA1031
            {
                LogLost(lost.Message);
                await DeliverAsync(new Signal(SignalTopics.Missed, ""));
                await Task.Delay(Pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenOnceAsync(CancellationToken ct)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync(ct);
        var heard = System.Threading.Channels.Channel.CreateUnbounded<Signal>();
        connection.Notification += (_, told) =>
        {
            var parts = told.Payload.Split('\n', 2);
            heard.Writer.TryWrite(new Signal(parts[0], parts.Length > 1 ? parts[1] : ""));
        };
        await connection.ExecuteAsync(new CommandDefinition($"LISTEN {Channel}", cancellationToken: ct));
        while (true)
        {
            await connection.WaitAsync(ct);
            while (heard.Reader.TryRead(out var signal))
            {
                await DeliverAsync(signal);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL can't be listened to, trying again: {Reason}")]
    private partial void LogLost(string reason);
}
