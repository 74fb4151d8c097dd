using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Observability;

/// <summary>Whether the store answers within two seconds.</summary>
internal sealed class StoreHealth(Database database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // A driver that does not look at its token must not hold the answer back.
            await Task.Run(() => AskAsync(cancellationToken), cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy("the store answers");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"the store does not answer within {Patience.TotalSeconds:0} s");
        }
        catch (DbException)
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
