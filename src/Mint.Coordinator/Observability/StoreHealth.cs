using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Observability;

/// <summary>Whether the store answers within two seconds and takes what is written.</summary>
internal sealed class StoreHealth(Database database, WriteQueue queue, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // A driver that does not look at its token must not hold the answer back.
            await Task.Run(() => AskAsync(cancellationToken), cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return queue.FailsSince is { } since
                ? HealthCheckResult.Unhealthy($"the store can't be written since {since:u}; agents keep what they have to tell")
                : HealthCheckResult.Healthy("the store answers");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"the store does not answer within {Patience.TotalSeconds:0} s");
        }
#pragma warning disable CA1031 // whatever it is, the answer is that the store is away
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // The driver's message may name servers and users; it is in the log.
            return HealthCheckResult.Unhealthy("the store can't be reached");
        }
    }

    private async Task AskAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT count(*) FROM schema_version", cancellationToken: ct));
    }
}
